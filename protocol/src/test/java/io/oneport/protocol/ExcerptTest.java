package io.oneport.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExcerptTest {
    @ParameterizedTest
    @CsvSource({
        "'', 1, ''",
        "abc, 3, abc",
        "abcd, 3, abc…",
        "a👋, 3, a👋",
        "ab👋, 3, ab…",
        "a👋b, 3, a👋…",
        "👋👋, 1, …"
    })
    void noCharacterIsCut(String text, int most, String excerpt) {
        assertEquals(excerpt, Excerpt.of(text, most));
    }
}
