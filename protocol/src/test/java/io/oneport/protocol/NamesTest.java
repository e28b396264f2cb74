package io.oneport.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "A.b_c~d-e:9", "...", "sse"})
    void takesNames(String name) {
        assertEquals(name, new TopicName(name).text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/b", "a,b", "a b", "ü", "a%20b", "a\n"})
    void refusesWhatIsNoName(String name) {
        assertThrows(IllegalArgumentException.class, () -> new TopicName(name));
    }

    @Test
    void namesAreBounded() {
        assertEquals(128, new TopicName("x".repeat(128)).text().length());
        assertThrows(IllegalArgumentException.class, () -> new TopicName("x".repeat(129)));
    }

    @Test
    void idsAreReadAsTheyAreWritten() {
        MessageId id = new MessageId(1_790_000_000_000L, 9);
        assertEquals(id, MessageId.parse(id.toString()));
        assertEquals(
                new MessageId(Long.MAX_VALUE, Long.MAX_VALUE), MessageId.parse("1y2p0ij32e8e7.9223372036854775807"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ".", "a.", ".1", "a", "a.b", "a.-1", "-a.1", "a.1.2", "a.+1", "zzzzzzzzzzzzzz.1", "é.1"})
    void refusesWhatIsNoId(String text) {
        assertThrows(IllegalArgumentException.class, () -> MessageId.parse(text));
    }

    @Test
    void readsWhereToBegin() {
        assertEquals(new Since.All(), Since.parse("all"));
        assertEquals(new Since.Age(Duration.ofMinutes(10)), Since.parse("10m"));
        assertEquals(new Since.After(new MessageId(10, 5)), Since.parse("a.5"));
        assertEquals(
                "since: never (expected: all, a duration such as 10m, or an id such as mh2k3f9x.17)",
                assertThrows(IllegalArgumentException.class, () -> Since.parse("never"))
                        .getMessage());
    }

    @Test
    void tellsTextFromBytes() {
        assertTrue(Payload.of("grüße".getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .text());
        assertFalse(Payload.of(new byte[] {(byte) 0xff}).text());
        assertThrows(IllegalArgumentException.class, () -> Payload.text("\ud800"));
    }

    @Test
    void readsTimesToLive() {
        assertEquals(Duration.ofSeconds(90), Publication.ttl("90"));
        assertEquals(Duration.ofMinutes(2), Publication.ttl("2m"));
        assertThrows(IllegalArgumentException.class, () -> Publication.ttl("-1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"153722867280912m", "999999999999", "999999999999999h", "99999999999999999999"})
    void aTimeToLiveHasABoundThatNoSumOverflows(String text) {
        Publication publication =
                new Publication(new TopicName("a"), Payload.text(""), null, null, Publication.ttl(text), null);
        assertEquals(Publication.MAX_TTL, publication.ttl());
    }

    @ParameterizedTest
    @ValueSource(strings = {"oneport-", "oneport-reset", "oneport-new", "open", "error"})
    void eventNamesOfTheServerAndOfEventSourceAreReserved(String event) {
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class,
                () -> new Publication(new TopicName("a"), Payload.text(""), null, event, null, null));
        assertTrue(refused.getMessage().startsWith("event: " + event + " (expected: "), refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"message", "Open", "errors", "oneport", "caf\u00e9"})
    void otherEventNamesAreNot(String event) {
        assertEquals(event, new Publication(new TopicName("a"), Payload.text(""), null, event, null, null).event());
    }
}
