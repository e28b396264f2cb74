package io.oneport.server.log.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

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
                "ab",
                1,
                7,
                ended);
    }

    private static String line(AccessFormat format, AccessEntry entry) {
        LineBuffer line = new LineBuffer(1 << 16);
        format.write(entry, format.time(), line);
        assertTrue(line.end());
        return text(line);
    }

    private static String text(LineBuffer lines) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            lines.writeTo(out);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toString(StandardCharsets.UTF_8);
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
                new AccessEntry(BEGAN, 0, null, null, null, null, null, 400, 0, null, null, "ab", 1, 7, null);
        assertEquals("- - - [TIME] \"-\" 400 -\n", withoutTime(line(AccessFormat.COMMON, unread)));
    }

    @Test
    void aClientsOwnIdIsTheWholeId() {
        AccessEntry entry =
                new AccessEntry(BEGAN, 0, null, null, null, null, null, 400, 0, null, null, "mine/1", -1, 7, null);
        assertTrue(line(AccessFormat.JSON, entry).contains(",\"request_id\":\"mine/1\",\"socket\":7,"));
    }

    @Test
    void jsonIsValidWhateverAPeerSends() {
        String nasty = "\"\\\b\f\r\t\u0000\u001f\u007f\u00e9\u20ac\ud83d\ude00";
        String line = line(AccessFormat.JSON, entry(nasty, nasty, bytes(nasty), null));
        Map<String, String> read = new HashMap<>();
        try (JsonParser json = new JsonFactory().createParser(ObjectReadContext.empty(), line)) {
            json.nextToken();
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String name = json.currentName();
                json.nextToken();
                read.put(name, json.getString());
            }
        }
        assertEquals(
                List.of(nasty, nasty, nasty), List.of(read.get("user"), read.get("target"), read.get("user_agent")));
    }

    /** As a decoder of requests gives the bytes of a field. */
    private static String bytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    @Test
    void fieldsAreLoggedAsTheyWereSent() {
        String line = line(AccessFormat.COMBINED, entry(null, "/", bytes("gr\u00fcn") + "\u00fc\"", null));
        assertTrue(line.endsWith(" \"-\" \"gr\\xC3\\xBCn\\xFC\\x22\"\n"), line);
        assertTrue(line(AccessFormat.JSON, entry(null, "/", bytes("gr\u00fcn") + "\u00fc", null))
                .contains("\"user_agent\":\"gr\u00fcn\ufffd\""));
    }

    @ParameterizedTest
    @CsvSource({"0, 0.0", "1000, 0.001", "120000, 0.12", "100000000, 100.0", "36000000000000000, 36000000000.0"})
    void millisecondsAreDecimals(long nanos, String text) {
        AccessEntry entry =
                new AccessEntry(BEGAN, nanos, null, null, null, null, null, 400, 0, null, null, "ab", 1, 7, null);
        assertTrue(line(AccessFormat.JSON, entry).endsWith(",\"duration_ms\":" + text + "}\n"));
    }

    @Test
    void anIpv6AddressIsWrittenInFull() {
        AccessEntry entry = new AccessEntry(
                BEGAN,
                0,
                new InetSocketAddress("::1", 5),
                null,
                null,
                null,
                null,
                400,
                0,
                null,
                null,
                "ab",
                1,
                7,
                null);
        assertTrue(line(AccessFormat.COMMON, entry).startsWith("0:0:0:0:0:0:0:1 - - ["));
    }

    /** The text of a second is used again: another second, before or after it, has its own. */
    @Test
    void eachSecondHasItsOwnText() {
        LineTime time = AccessFormat.JSON.time();
        for (long millis : new long[] {0, 999, 1_000, 999, -1, 1_000}) {
            String expected = Instant.ofEpochMilli(millis).toString().substring(0, 19);
            assertEquals(expected, new String(time.text(millis), StandardCharsets.US_ASCII));
        }
    }

    /** What does not fit leaves nothing behind, and what is shorter fits after it. */
    @Test
    void aLineThatDoesNotFitIsLeftOutWhole() {
        LineBuffer lines = new LineBuffer(40);
        assertTrue(lines.append("first".getBytes(StandardCharsets.US_ASCII)).end());
        assertFalse(
                lines.appendEscaped("x".repeat(20)).appendJson("y".repeat(20)).end());
        assertFalse(lines.appendJson("\u0001".repeat(10)).end());
        assertTrue(lines.appendEscaped("\u0001\u00e9").end());
        assertEquals("first\n\\x01\\xC3\\xA9\n", text(lines));
        assertEquals(2, lines.lines());
    }

    /** A line feed, a quote or an escape sequence of a peer must not make another line, field or colour. */
    @Test
    void noPeerCanForgeALine() {
        String line = line(AccessFormat.COMBINED, entry("a b\"", "/a", "x\" 200 1 \"\n\u001b[31m\\é", null));
        assertTrue(line.startsWith("192.0.2.7 - a_b\\x22 ["), line);
        assertTrue(line.endsWith("\"-\" \"x\\x22 200 1 \\x22\\x0A\\x1B[31m\\x5C\\xE9\"\n"), line);
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
