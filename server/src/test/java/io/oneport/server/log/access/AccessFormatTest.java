package io.oneport.server.log.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class AccessFormatTest {
    private static final long BEGAN = 1_764_441_144_250L;

    private static AccessEntry entry(String user, String target, String agent, String ended) {
        return new AccessEntry(
                BEGAN,
                1_250_000,
                new InetSocketAddress("192.0.2.7", 5),
                user,
                "GET",
                target,
                "HTTP/1.1",
                200,
                13,
                null,
                agent,
                "ab-7-1",
                7,
                ended);
    }

    private static String line(AccessFormat format, AccessEntry entry) {
        return new String(format.line(entry), StandardCharsets.UTF_8);
    }

    private static String withoutTime(String line) {
        return line.replaceFirst("\\[\\d\\d/Nov/2025:\\d\\d:\\d\\d:\\d\\d [+-]\\d{4}]", "[TIME]");
    }

    @Test
    void combinedIsWhatApacheAndNginxWrite() {
        assertEquals(
                "192.0.2.7 - ann [TIME] \"GET /a?b=c HTTP/1.1\" 200 13 \"-\" \"curl/8\"\n",
                withoutTime(line(AccessFormat.COMBINED, entry("ann", "/a?b=c", "curl/8", null))));
    }

    @Test
    void commonIsItsBeginning() {
        assertEquals(
                "192.0.2.7 - - [TIME] \"GET /a HTTP/1.1\" 200 13\n",
                withoutTime(line(AccessFormat.COMMON, entry(null, "/a", "curl/8", null))));
    }

    @Test
    void jsonHasAllThatIsKnown() {
        assertEquals(
                "{\"time\":\"2025-11-29T18:32:24.250Z\",\"request_id\":\"ab-7-1\",\"socket\":7,\"client\":\"192.0.2.7\","
                        + "\"user\":\"ann\",\"method\":\"GET\",\"target\":\"/a\",\"version\":\"HTTP/1.1\",\"status\":200,"
                        + "\"bytes\":13,\"duration_ms\":1.25,\"user_agent\":\"cur\\\"l\\n\",\"ended\":\"closed by the peer\"}\n",
                line(AccessFormat.JSON, entry("ann", "/a", "cur\"l\n", "closed by the peer")));
    }

    @Test
    void aRequestThatCouldNotBeReadHasNoFields() {
        AccessEntry unread =
                new AccessEntry(BEGAN, 0, null, null, null, null, null, 400, 0, null, null, "ab-7-1", 7, null);
        assertEquals("- - - [TIME] \"-\" 400 -\n", withoutTime(line(AccessFormat.COMMON, unread)));
    }

    /** A line feed, a quote or an escape sequence of a peer must not make another line, field or colour. */
    @Test
    void noPeerCanForgeALine() {
        String line = line(AccessFormat.COMBINED, entry("a b\"", "/a", "x\" 200 1 \"\n\u001b[31m\\é", null));
        assertTrue(line.startsWith("192.0.2.7 - a_b\\x22 ["), line);
        assertTrue(line.endsWith("\"-\" \"x\\x22 200 1 \\x22\\x0A\\x1B[31m\\x5C\\xC3\\xA9\"\n"), line);
    }

    @Test
    void theLocaleChangesNothing() {
        Locale before = Locale.getDefault();
        String line = line(AccessFormat.COMBINED, entry(null, "/a", null, null));
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertEquals(line, line(AccessFormat.COMBINED, entry(null, "/a", null, null)));
        } finally {
            Locale.setDefault(before);
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            /a,                              /a
            /a?,                             /a?
            /a?b=c,                          /a?b=c
            /a?key=x&b=c,                    /a?key=***&b=c
            /a?b=c&KEY=x&key=y,              /a?b=c&KEY=***&key=***
            /a?%6Bey=x,                      /a?%6Bey=***
            /a?b=c;key=x,                    /a?b=c;key=***
            /a?access_token=x&&token=y,      /a?access_token=***&&token=***
            /a?key,                          /a?key
            /a?%zz=1&key=x,                  /a?%zz=1&key=***
            https://h/?key=x#f,              https://h/?key=***
            """)
    void secretsOfAQueryAreHidden(String target, String shown) {
        assertEquals(shown, new SecretParameters(Set.of("key")).hide(target));
    }
}
