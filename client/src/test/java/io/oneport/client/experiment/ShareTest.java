package io.oneport.client.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class ShareTest {
    @ParameterizedTest
    @CsvSource({"50%, 0.5, 50%", "100%, 1, 100%", "0.10%, 0.001, 0.1%", "12.5%, 0.125, 12.5%"})
    void perCentAreShares(String word, double share, String text) {
        Share read = new Share.ToShare().convert(word);
        assertEquals(share, read.share(), 1e-12);
        assertEquals(text, read.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"50", "0%", "101%", "-1%", "50 %", "%", "1e1%"})
    void allElseIsRefused(String word) {
        assertThrows(TypeConversionException.class, () -> new Share.ToShare().convert(word));
    }

    @Test
    void aRefusalSaysWhatIsExpected() {
        assertEquals(
                "per cent, more than 0% and at most 100%, such as 50%",
                assertThrows(TypeConversionException.class, () -> new Share.ToShare().convert("x"))
                        .getMessage());
    }
}
