package io.oneport.server.http1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetPathTest {
    @ParameterizedTest
    @CsvSource({
        "/%77s, /ws",
        "/%41%5a%61%7A%30%39%2d%2E%5f%7e, /AZaz09-._~",
        "/t/%72oom%3A7?since=%61ll, /t/room%3A7?since=%61ll",
        "/a%2Fb%41, /a%2FbA",
        "/%2561%62, /%2561b",
        "/%C3%A4%61, /%C3%A4a",
        "/%2e%2e/ws, /../ws"
    })
    void unreservedCharactersOfThePathAreDecodedOnce(String sent, String normal) {
        assertEquals(normal, TargetPath.normalised(sent));
        assertSame(normal, TargetPath.normalised(normal), "it is normal now");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/ws",
                "/",
                "*",
                "/a?b=%77",
                "/a%2Fb%3a%20",
                "/%%37%37s",
                "/%7",
                "/%",
                "/%7?%77",
                "/%zz%77",
                "/%77%7g",
                "/%77%\u0661\u0661"
            })
    void allElseStaysAsItWasSent(String sent) {
        assertSame(sent, TargetPath.normalised(sent));
    }

    @Test
    void everyByteIsDecodedOnlyIfUnreserved() {
        for (int b = 0; b < 256; b++) {
            String escape = String.format("%%%02x", b);
            boolean unreserved = b < 0x80 && String.valueOf((char) b).matches("[A-Za-z0-9._~-]");
            assertEquals(unreserved ? "/" + (char) b : "/" + escape, TargetPath.normalised("/" + escape));
        }
    }
}
