package io.oneport.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {
    @Test
    void readsEveryUnit() {
        assertEquals(Duration.ofMillis(250), Units.duration("250ms"));
        assertEquals(Duration.ofSeconds(25), Units.duration("25s"));
        assertEquals(Duration.ofMinutes(5), Units.duration("5m"));
        assertEquals(Duration.ofHours(1), Units.duration("1h"));
        assertEquals(512, Units.size("512B"));
        assertEquals(65536, Units.size("64KiB"));
        assertEquals(1 << 20, Units.size("1MiB"));
        assertEquals(3L << 30, Units.size("3GiB"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "25", "s", "25 s", "-1s", "1.5s", "25S", "25sec", "1d", "999999999999999h"})
    void refusesWhatIsNotADuration(String text) {
        var refused = assertThrows(IllegalArgumentException.class, () -> Units.duration(text));
        assertEquals(Units.DURATION_FORM, refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "64", "64k", "64KB", "64kib", "-1B", "0x10B", "999999999999999GiB"})
    void refusesWhatIsNotASize(String text) {
        var refused = assertThrows(IllegalArgumentException.class, () -> Units.size(text));
        assertEquals(Units.SIZE_FORM, refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "1ms", "1500ms", "90s", "10m", "2h"})
    void writesDurationsAsTheyAreRead(String text) {
        assertEquals(text, Units.text(Units.duration(text)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0B", "1B", "1000B", "64KiB", "1MiB", "3GiB"})
    void writesSizesAsTheyAreRead(String text) {
        assertEquals(text, Units.sizeText(Units.size(text)));
    }
}
