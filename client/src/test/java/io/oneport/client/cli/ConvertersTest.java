package io.oneport.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.net.Header;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

class ConvertersTest {
    private static void assertRefused(ITypeConverter<?> converter, String word, String expected) {
        String message = assertThrows(TypeConversionException.class, () -> converter.convert(word), word)
                .getMessage();
        assertTrue(message.contains(expected), message);
    }

    @Test
    void countsBeginWithOne() throws Exception {
        assertEquals(1, new Converters.ToCount().convert("001"));
        assertEquals(999_999_999_999_999_999L, new Converters.ToCount().convert("999999999999999999"));
        for (String wrong : new String[] {"0", "00", "-1", "1.5", "1k", "", "1000000000000000000", "١"}) {
            assertRefused(new Converters.ToCount(), wrong, "a whole number, 1 to ");
        }
    }

    @Test
    void numbersBeginWithZero() throws Exception {
        assertEquals(0, new Converters.ToNumber().convert("0"));
        assertEquals(9_999_999, new Converters.ToNumber().convert("9999999"));
        for (String wrong : new String[] {"10000000", "-1", "+1", "0x1", "", "٣"}) {
            assertRefused(new Converters.ToNumber(), wrong, "a whole number, 0 to 9999999");
        }
    }

    @Test
    void durationsLastADayAtMost() throws Exception {
        assertEquals(Duration.ZERO, new Converters.ToDuration().convert("0s"));
        assertEquals(Duration.ofHours(24), new Converters.ToDuration().convert("24h"));
        assertRefused(new Converters.ToDuration(), "25h", "at most 24h");
        assertRefused(new Converters.ToDuration(), "5", "with its unit");
    }

    @Test
    void aTimeoutIsMoreThanZero() throws Exception {
        assertEquals(Duration.ofMillis(1), new Converters.ToTimeout().convert("1ms"));
        assertRefused(new Converters.ToTimeout(), "0s", "at least 1ms");
    }

    @Test
    void ratesAreMoreThanZero() throws Exception {
        assertEquals(1500, new Converters.ToRate().convert("1.5k/s"));
        assertEquals(1e9, new Converters.ToRate().convert("1000M/s"));
        assertRefused(new Converters.ToRate(), "0/s", "more than 0");
        assertRefused(new Converters.ToRate(), "1001M/s", "at most 1000M/s");
        assertRefused(new Converters.ToRate(), "10", "a rate with its unit");
    }

    @Test
    void messageSizesFitOneArray() throws Exception {
        assertEquals(1 << 30, new Converters.ToMessageSize().convert("1GiB"));
        assertRefused(new Converters.ToMessageSize(), "0B", "1B to 1GiB");
        assertRefused(new Converters.ToMessageSize(), "2GiB", "1B to 1GiB");
        assertRefused(new Converters.ToMessageSize(), "1024", "with its unit");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/echo", "/a/b?c=d&e", "/%20", "/t/a,b"})
    void aPathIsWhatARequestCanCarry(String path) {
        assertEquals(path, new Converters.ToPath().convert(path));
    }

    /** With a space or a line break, one option would write header fields of its own. */
    @ParameterizedTest
    @CsvSource({
        "'', a path that begins with /",
        "echo, a path that begins with /",
        "/a#b, no #",
        "'/a\r\nX: y', no control"
    })
    void anythingElseIsNoPath(String path, String expected) {
        assertRefused(new Converters.ToPath(), path, expected);
    }

    @Test
    void whatARequestCannotCarryIsEncoded() {
        assertEquals("/a%20b%C3%A4%7C", new Converters.ToPath().convert("/a bä|"));
    }

    @Test
    void anOriginIsASchemeAndAHost() throws Exception {
        assertEquals(
                new Header("Origin", "https://example.org:8443"),
                new Converters.ToOrigin().convert("https://example.org:8443"));
        assertEquals(new Header("Origin", "null"), new Converters.ToOrigin().convert("null"));
        for (String wrong : new String[] {"example.org", "https://", "https://a/b", "https://a b", "HTTPS://a"}) {
            assertRefused(new Converters.ToOrigin(), wrong, "scheme and host");
        }
    }

    @Test
    void aSubprotocolIsAToken() {
        assertEquals("oneport.v1.json", new Converters.ToSubprotocol().convert("oneport.v1.json"));
        assertRefused(new Converters.ToSubprotocol(), "a b", "a name without spaces");
        assertRefused(new Converters.ToSubprotocol(), "a,b", "a name without spaces");
        assertRefused(new Converters.ToSubprotocol(), "", "a name without spaces");
    }

    @Test
    void aServerIsAUrlWithoutAPath() throws Exception {
        assertEquals(
                8080, new Converters.ToTopicServer().convert("127.0.0.1:8080").port());
        assertTrue(new Converters.ToTarget().convert("wss://example.org/chat").secure());
        assertRefused(new Converters.ToTopicServer(), "http://127.0.0.1:8080/t/a", "no path; TOPIC names the topic");
    }

    @Test
    void aFileMustBeReadable(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("a.pem"), "x");
        assertEquals(file, new Converters.ToFile().convert(file.toString()));
        assertRefused(new Converters.ToFile(), folder.toString(), "a file that can be read");
        assertRefused(new Converters.ToFile(), folder.resolve("missing").toString(), "a file that can be read");
        assertRefused(new Converters.ToAuthorities(), folder.resolve("missing").toString(), "");
    }
}
