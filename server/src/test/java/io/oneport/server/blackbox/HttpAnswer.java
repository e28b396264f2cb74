package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One HTTP answer, read strictly: every line must end in CRLF, every header must be well formed, the body must have
 * exactly one way to tell its end.
 *
 * @param status from the status line
 * @param head status line and headers as they came, with the empty line
 * @param headers every value in order; names in any case
 * @param body without any chunk framing; empty for 1xx, 204, 304 and answers to HEAD
 */
public record HttpAnswer(int status, String head, Map<String, List<String>> headers, byte[] body) {
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.1 ([1-5]\\d\\d) [\\x20-\\x7e]*");
    private static final Pattern HEADER_LINE = Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\\x20-\\x7e]*)");

    /** Reads one answer and not a byte more. */
    public static HttpAnswer read(InputStream in, boolean toHead) throws IOException {
        String statusLine = line(in);
        Matcher matcher = STATUS_LINE.matcher(statusLine);
        assertTrue(matcher.matches(), () -> "not a status line: " + statusLine);
        int status = Integer.parseInt(matcher.group(1));
        StringBuilder head = new StringBuilder(statusLine).append("\r\n");
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            head.append(line).append("\r\n");
            Matcher header = HEADER_LINE.matcher(line);
            if (!header.matches()) {
                fail("not a header: " + line);
            }
            headers.computeIfAbsent(header.group(1), name -> new ArrayList<>()).add(header.group(2));
        }
        head.append("\r\n");
        byte[] body = toHead || bodyless(status) ? new byte[0] : body(in, headers, statusLine);
        return new HttpAnswer(status, head.toString(), headers, body);
    }

    private static boolean bodyless(int status) {
        return status < 200 || status == 204 || status == 304;
    }

    private static byte[] body(InputStream in, Map<String, List<String>> headers, String statusLine)
            throws IOException {
        List<String> lengths = headers.getOrDefault("Content-Length", List.of());
        List<String> encodings = headers.getOrDefault("Transfer-Encoding", List.of());
        assertEquals(1, lengths.size() + encodings.size(), () -> "one way to tell the end of " + statusLine + headers);
        return encodings.isEmpty() ? exactly(in, Integer.parseInt(lengths.get(0))) : chunks(in);
    }

    private static byte[] chunks(InputStream in) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = chunkSize(in); size > 0; size = chunkSize(in)) {
            body.writeBytes(exactly(in, size));
            assertEquals("", line(in), "CRLF behind a chunk");
        }
        assertEquals("", line(in), "no trailers");
        return body.toByteArray();
    }

    private static int chunkSize(InputStream in) throws IOException {
        return Integer.parseInt(line(in), 16);
    }

    private static byte[] exactly(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("end after " + bytes.length + " of " + length + " body bytes");
        }
        return bytes;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("end within a line of an answer: '" + line + "'");
            }
            if (next == '\r') {
                assertEquals('\n', in.read(), () -> "LF behind CR in: " + line);
                return line.toString();
            }
            assertFalse(next == '\n', () -> "bare LF behind: " + line);
            line.append((char) next);
        }
    }

    /** The only value of this header; fails if there is none or more than one. */
    public String header(String name) {
        List<String> values = headers.getOrDefault(name, List.of());
        assertEquals(1, values.size(), () -> "one " + name + " in " + head);
        return values.get(0);
    }

    public boolean has(String name) {
        return headers.containsKey(name);
    }

    /** Whether a comma-separated header has this element, in any case and on any of its lines. */
    public boolean hasToken(String name, String token) {
        return headers.getOrDefault(name, List.of()).stream()
                .flatMap(value -> List.of(value.split(",")).stream())
                .anyMatch(element -> element.trim().equalsIgnoreCase(token));
    }

    public boolean closes() {
        return hasToken("Connection", "close");
    }

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** Every byte of the answer, except that the time in the Date header is masked. */
    public String masked() {
        return maskDates(head) + new String(body, StandardCharsets.ISO_8859_1);
    }

    /** Masks the time in every Date header of these bytes. */
    public static String maskDates(String bytes) {
        return bytes.replaceAll("(?i)(\r\ndate:)[^\r]*\r\n", "$1 *\r\n");
    }
}
