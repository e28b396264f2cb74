package io.oneport.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RatesTest {
    @ParameterizedTest
    @CsvSource({
        "10/s,10",
        "1.5k/s,1500",
        "2M/s,2000000",
        "90/m,1.5",
        "3600/h,1",
        "0/s,0",
        "7.2k/h,2",
        "1234567890/s,1234567890"
    })
    void readsARateWithItsUnit(String text, double perSecond) {
        assertEquals(perSecond, Rates.perSecond(text), 1e-9);
        assertEquals(perSecond, Rates.perSecondOrBare(text), 1e-9);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "10", "10/d", "-1/s", "1e3/s", "1K/s", " 1/s", ".5/s", "10/s/s", "1234567890123456/s", "١/s"
            })
    void refusesAnythingElse(String text) {
        String message = assertThrows(IllegalArgumentException.class, () -> Rates.perSecond(text))
                .getMessage();
        assertEquals(Rates.FORM, message);
    }

    @Test
    void aBareRateIsASecond() {
        assertEquals(5000, Rates.perSecondOrBare("5k"), 1e-9);
        assertThrows(IllegalArgumentException.class, () -> Rates.perSecondOrBare("5x"));
    }

    @ParameterizedTest
    @CsvSource({"0,0/s", "1.5,1.5/s", "9.999,10/s", "150,150/s", "9999,9999/s", "12345,12.3k/s", "2500000,2.5M/s"})
    void writesThreeDigits(double perSecond, String text) {
        assertEquals(text, Rates.text(perSecond));
    }
}
