package io.oneport.client.experiment.isolate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class ObservationTest {
    private static final Pair HEARD = new Pair(1, 1);
    private static final Pair LATER_SILENT = new Pair(1, Pair.SILENT);
    private static final Pair EARLIER_SILENT = new Pair(Pair.SILENT, 1);

    @Test
    void silenceIsCountedWhereItIs() {
        Observation seen = new Observation(
                "http.p99",
                List.of(HEARD, LATER_SILENT, LATER_SILENT, LATER_SILENT, EARLIER_SILENT),
                List.of(HEARD, LATER_SILENT, EARLIER_SILENT, new Pair(Pair.SILENT, Pair.SILENT)));
        assertEquals(3, seen.silentStorms());
        assertEquals(5, seen.silentCalms());
    }

    @Test
    void bothKindsOfPairsAreNeeded() {
        IllegalArgumentException wrong = assertThrows(
                IllegalArgumentException.class, () -> new Observation("http.p99", List.of(HEARD), List.of()));
        assertEquals("http.p99: 1 storms, 0 controls (expected: at least one of each)", wrong.getMessage());
        assertThrows(IllegalArgumentException.class, () -> new Observation("http.p99", List.of(), List.of(HEARD)));
    }
}
