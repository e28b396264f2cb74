package io.oneport.client.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.oneport.client.hostile.HostileKind;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class HostileMixTest {
    private final HostileMix.ToHostileMix converter = new HostileMix.ToHostileMix();

    @Test
    void kindsAreCountedEachByItsPercent() {
        assertEquals(
                Map.of(HostileKind.SLOW_READER, 50, HostileKind.DRIBBLE, 20, HostileKind.PING_FLOOD, 5),
                converter.convert("slow-reader=5%,dribble=2%,ping-flood=0.5%").sockets(1000));
    }

    @ParameterizedTest
    @EnumSource
    void everyKindHasAName(HostileKind kind) {
        assertEquals(Map.of(kind, 3), converter.convert(kind.text() + "=3%").sockets(100));
    }

    @ParameterizedTest
    @CsvSource({
        "5%, 101, 6",
        "5%, 100, 5",
        "0.001%, 100000, 1",
        "0.7%, 3000, 21",
        "1%, 3, 1",
        "1%, 0, 1",
        "100%, 19000, 19000",
        "100%, 9999999, 9999999"
    })
    void fractionsAreRoundedUpAndThereIsAtLeastOne(String percent, int webSockets, int sockets) {
        assertEquals(
                Map.of(HostileKind.RESET, sockets),
                converter.convert("reset=" + percent).sockets(webSockets));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                "reset",
                "reset=",
                "reset=5",
                "reset=-5%",
                "reset=0%",
                "reset=0.0%",
                "reset=100.1%",
                "reset=1000%",
                "reset=5.%",
                "reset=NaN%",
                "reset=5%,",
                "reset=5%;dribble=5%",
                "reset=5%, dribble=5%",
                "reset=5%,reset=6%",
                "RESET=5%",
                "ping_flood=5%",
                "bees=5%",
            })
    void anythingElseIsRefused(String word) {
        assertThrows(TypeConversionException.class, () -> converter.convert(word));
    }
}
