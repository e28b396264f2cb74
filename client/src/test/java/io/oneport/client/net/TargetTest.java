package io.oneport.client.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {
    @Test
    void httpAndWsMeanTheSame() {
        Target expected = new Target(false, "example.org", 80, "/");
        assertEquals(expected, Target.parse("ws://example.org"));
        assertEquals(expected, Target.parse("http://example.org/"));
        assertEquals(expected, Target.parse("HTTP://example.org:80"));
    }

    @Test
    void httpsAndWssMeanTheSame() {
        Target expected = new Target(true, "example.org", 443, "/a%20b?c=d");
        assertEquals(expected, Target.parse("wss://example.org/a%20b?c=d"));
        assertEquals(expected, Target.parse("https://example.org:443/a%20b?c=d"));
    }

    @Test
    void theAuthorityNamesThePortOnlyWhereItMatters() {
        assertEquals("example.org", Target.parse("ws://example.org").authority());
        assertEquals("example.org:443", Target.parse("ws://example.org:443").authority());
        assertEquals("example.org:443", Target.parse("wss://example.org").hostAndPort());
    }

    @Test
    void anIpv6AddressHasBracketsOnlyInText() {
        Target target = Target.parse("ws://[::1]:8080/?q");
        assertEquals("::1", target.host());
        assertEquals("[::1]:8080", target.authority());
        assertEquals("/?q", target.path());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "127.0.0.1:8080",
                "htp://x",
                "ws://",
                "ws:///path",
                "ws:x",
                "ws://x:0",
                "ws://x:65536",
                "ws://x/#part",
                "ws://me@x",
                "ws://x y",
                "ws://[::1"
            })
    void refusesWhatIsNotATarget(String url) {
        var refused = assertThrows(IllegalArgumentException.class, () -> Target.parse(url));
        assertEquals(Target.FORM, refused.getMessage());
    }
}
