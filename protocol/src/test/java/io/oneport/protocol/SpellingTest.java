package io.oneport.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpellingTest {
    private static final List<String> KNOWN =
            List.of("-h", "run", "sub", "pub", "--rate", "--max-message", "--max-topics");

    @ParameterizedTest
    @CsvSource({
        "rnu, run",
        "ru, run",
        "runn, run",
        "RUN, run",
        "sbu, sub",
        "--rat, --rate",
        "--Max_Message, --max-message",
        "--max-massage, --max-message",
        "--max-topci, --max-topics",
        "xyz, ",
        "--anything-else, ",
        "-V, ",
        "'', "
    })
    void nearest(String word, String name) {
        assertEquals(name, Spelling.nearest(word, KNOWN).orElse(null));
    }
}
