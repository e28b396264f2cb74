package io.oneport.client.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderTest {
    @Test
    void readsNameAndValue() {
        assertEquals(new Header("Cookie", "a=b; c"), Header.parse("Cookie: a=b; c "));
        assertEquals(new Header("X-Empty", ""), Header.parse("X-Empty:"));
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
