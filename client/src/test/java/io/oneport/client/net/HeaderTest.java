package io.oneport.client.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderTest {
    @Test
    void readsNameAndValue() {
        assertEquals(new Header("Cookie", "a=b; c"), Header.parse("Cookie: a=b; c "));
        assertEquals(new Header("X-Empty", ""), Header.parse("X-Empty:"));
    }

    /** One character for each byte of UTF-8, which is what other clients send, and the server takes. */
    @Test
    void textIsUtf8() {
        String greeting = "gr\u00fc\u00dfe \ud83d\ude00";
        String bytes = new String(greeting.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        assertEquals(new Header("Event", bytes), Header.parse("Event: " + greeting));
        assertEquals(new Header("Event", bytes), Header.ofText("Event", greeting));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Name",
                ": value",
                "Na me: value",
                "Name: a\r\nOther: b",
                "Name: a\nb",
                "Upgrade: h2c",
                "CONNECTION: close",
                "Sec-WebSocket-Key: x",
                "Content-Length: 3",
                "Transfer-Encoding: chunked"
            })
    void refusesWhatIsNoHeaderOrNotTheUsers(String line) {
        var refused = assertThrows(IllegalArgumentException.class, () -> Header.parse(line));
        assertEquals(Header.FORM, refused.getMessage());
    }
}
