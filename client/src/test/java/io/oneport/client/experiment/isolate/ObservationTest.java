package io.oneport.client.experiment.isolate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class ObservationTest {
    private static final WindowPair HEARD = new WindowPair(1, 1);
    private static final WindowPair LATER_SILENT = new WindowPair(1, WindowPair.SILENT);
    private static final WindowPair EARLIER_SILENT = new WindowPair(WindowPair.SILENT, 1);

    @Test
    void silenceIsCountedWhereItIs() {
        Observation seen = new Observation(
                "http.p99",
                List.of(HEARD, LATER_SILENT, LATER_SILENT, LATER_SILENT, EARLIER_SILENT),
                List.of(HEARD, LATER_SILENT, EARLIER_SILENT, new WindowPair(WindowPair.SILENT, WindowPair.SILENT)));
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
