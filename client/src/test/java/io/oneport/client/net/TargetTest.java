package io.oneport.client.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    @Test
    void spacesAroundItAreNoPartOfIt() {
        assertEquals(Target.parse("http://x:81/a"), Target.parse(" http://x:81/a\r\n"));
    }

    /** It means something on the client's machine only (RFC 6874, section 4). */
    @Test
    void theServerIsNotToldTheZone() {
        Target target = Target.parse("http://[fe80::1%25eth0]:8080");
        assertEquals("[fe80::1]:8080", target.authority());
        assertEquals("[fe80::1%eth0]:8080", target.hostAndPort());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "127.0.0.1:8080 127.0.0.1 8080 /",
                "localhost:8080/echo?a=b localhost 8080 /echo?a=b",
                "[::1]:8080 ::1 8080 /",
                "http://x: x 80 /",
                "http://[::1]:/a ::1 80 /a",
                "http://[fe80::1%25eth0]:8080 fe80::1%eth0 8080 /",
                "http://[fe80::1%eth0]:8080 fe80::1%eth0 8080 /",
                "ws://my_stack_echo:81/ my_stack_echo 81 /",
                "http://x?q x 80 /?q",
                "WS://x/a|b x 80 /a%7Cb",
                "http://x/echo?filter[room]=1 x 80 /echo?filter%5Broom%5D=1",
                "http://x/?name=é x 80 /?name=%C3%A9",
                "http://x/😀 x 80 /%F0%9F%98%80",
                "http://x/a%20b%zz x 80 /a%20b%25zz",
                "http://x/@:!$&'()*+,;=-._~ x 80 /@:!$&'()*+,;=-._~",
                "http://bücher.example/ xn--bcher-kva.example 80 /",
                "http://x./ x. 80 /",
                "http://x\\y\\z x 80 /y/z",
                "http:\\\\x:81\\y x 81 /y",
                "http://x/?a\\b x 80 /?a%5Cb",
                "http://x:00080 x 80 /",
            })
    void urlsAreTakenAsBrowsersTakeThem(String url, String host, int port, String path) {
        assertEquals(new Target(false, host, port, path), Target.parse(url));
    }

    @Test
    void aBlankIsEncoded() {
        assertEquals("/a%20b", Target.parse("http://x/a b").path());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "htp://x",
                "ws://",
                "ws:///path",
                "ws:x",
                "ws://[::1",
                "ws://[::1]x",
                "localhost",
                "localhost:",
                "javascript:alert(1)",
            })
    void refusesWhatIsNotATarget(String url) {
        var refused = assertThrows(IllegalArgumentException.class, () -> Target.parse(url));
        assertEquals(Target.FORM, refused.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "ws://x:0, a port from 1 to 65535",
        "ws://x:65536, a port from 1 to 65535",
        "ws://x:99999999999, a port from 1 to 65535",
        "http://x%41/, a host without %",
        "http://a\u2100b/, a host without /",
        "ws://x y/, a host without a space",
        "http://x/\u0001y, no control characters",
        "ws://x/#part, no # in it",
        "ws://me@x, no user:password@ in it",
        "me:secret@x:80, no user:password@ in it",
        "http://me:secret@x/, no user:password@ in it",
    })
    void saysWhatIsWrong(String url, String expected) {
        var refused = assertThrows(IllegalArgumentException.class, () -> Target.parse(url));
        assertTrue(refused.getMessage().startsWith(expected), refused.getMessage());
    }

    /** RFC 6066, section 3; RFC 6874, section 4. */
    @Test
    void certificatesNameNeitherZoneNorLastDot() {
        assertEquals("example.org", Target.parse("https://example.org./").named());
        assertEquals("fe80::1", Target.parse("https://[fe80::1%25eth0]/").named());
    }
}
