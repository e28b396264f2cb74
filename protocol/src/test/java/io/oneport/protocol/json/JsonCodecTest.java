package io.oneport.protocol.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.protocol.Command;
import io.oneport.protocol.CommandId;
import io.oneport.protocol.ErrorCode;
import io.oneport.protocol.Event;
import io.oneport.protocol.MessageId;
import io.oneport.protocol.Payload;
import io.oneport.protocol.Publication;
import io.oneport.protocol.Since;
import io.oneport.protocol.TopicName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class JsonCodecTest {
    private static final TopicName TOPIC = new TopicName("news.today:1~-_");
    private static final CommandId NUMBER = CommandId.of(7);
    private static final CommandId STRING = new CommandId("a \"quoted\" ü", false);
    private static final MessageId ID = new MessageId(1_790_000_000_000L, 17);
    private static final Payload TEXT = Payload.text("line\nquote\" \\ tab\t € 👋 \u2028");
    private static final Payload BINARY = new Payload(new byte[] {0, -1, 127, -128}, false);

    static Stream<Command> commands() {
        return Stream.of(
                new Command.Subscribe(NUMBER, TOPIC, new Since.Now()),
                new Command.Subscribe(STRING, TOPIC, new Since.All()),
                new Command.Subscribe(STRING, TOPIC, new Since.Age(Duration.ofMinutes(10))),
                new Command.Subscribe(STRING, TOPIC, new Since.After(ID)),
                new Command.Unsubscribe(NUMBER, TOPIC),
                new Command.Publish(NUMBER, new Publication(TOPIC, TEXT, null, null, null, null)),
                new Command.Publish(
                        STRING, new Publication(TOPIC, BINARY, "image/png", "pic", Duration.ofMillis(1500), "k1")),
                new Command.Ping(STRING));
    }

    static Stream<Event> events() {
        return Stream.of(
                new Event.Open("a.1,b.2"),
                new Event.Subscribed(NUMBER, TOPIC, ID),
                new Event.Subscribed(null, TOPIC, ID),
                new Event.Unsubscribed(STRING, TOPIC),
                new Event.Published(NUMBER, TOPIC, ID, 3),
                new Event.Published(STRING, TOPIC, ID, -1),
                new Event.Message(TOPIC, ID, 1_790_000_000_123L, TEXT, null, null),
                new Event.Message(TOPIC, ID, 1_790_000_000_000L, BINARY, "pic", "image/png"),
                new Event.Reset(TOPIC, ID, new MessageId(5, 6), "5.5"),
                new Event.Reset(TOPIC, ID, null, "5.5"),
                new Event.Error(NUMBER, ErrorCode.BAD_TOPIC, "no", 0, -1),
                new Event.Error(null, ErrorCode.BAD_JSON, "no", 0, 12),
                new Event.Pong(NUMBER));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void whatIsWrittenIsReadAsTheSameCommand(Command command) throws Exception {
        assertEquals(command, CommandReader.command(JsonWriter.bytes(command)));
    }

    @ParameterizedTest
    @MethodSource("events")
    void whatIsWrittenIsReadAsTheSameEvent(Event event) throws Exception {
        byte[] bytes = JsonWriter.bytes(event);
        assertEquals(event, EventReader.event(bytes));
        assertTrue(new String(bytes, StandardCharsets.UTF_8).indexOf('\n') < 0);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            {                                                        | bad-json           | 1
            nonsense                                                 | bad-json           | 0
            []                                                       | bad-json           | 0
            "x"                                                      | bad-json           | 0
            {"id":1,"type":"ping"} x                                 | bad-json           | 23
            {"id":1,"id":2,"type":"ping"}                            | bad-json           | 12
            {"id":1,"type":"ping","more":[1]}                        | bad-command        | -1
            {"id":1,"type":"ping","more":1}                          | bad-command        | -1
            {"id":1.5,"type":"ping"}                                 | bad-command        | -1
            {"type":"ping"}                                          | bad-command        | -1
            {"id":1}                                                 | bad-command        | -1
            {"id":1,"type":"pong"}                                   | bad-command        | -1
            {"id":1,"type":"subscribe"}                              | bad-command        | -1
            {"id":1,"type":"subscribe","topic":5}                    | bad-command        | -1
            {"id":1,"type":"subscribe","topic":"a/b"}                | bad-topic          | -1
            {"id":1,"type":"subscribe","topic":"a","since":"never"}  | bad-since          | -1
            {"id":1,"type":"publish","topic":"a"}                    | bad-command        | -1
            {"id":1,"type":"publish","topic":"a","data":"","base64":""} | bad-command     | -1
            {"id":1,"type":"publish","topic":"a","base64":"*"}       | bad-command        | -1
            {"id":1,"type":"publish","topic":"a","data":"\\ud800"}    | bad-command        | -1
            {"id":1,"type":"publish","topic":"a","data":"","ttl":"x"} | bad-command       | -1
            {"id":1,"type":"publish","topic":"a","data":"","event":"a\\nb"} | bad-command  | -1
            """)
    void whatIsWrongIsNamed(String json, String code, long offset) {
        BadMessageException bad = assertThrows(
                BadMessageException.class, () -> CommandReader.command(json.getBytes(StandardCharsets.UTF_8)));
        Event.Error error = bad.event(0);
        assertEquals(code, error.code().text(), error.detail());
        assertTrue(offset < 0 ? error.offset() < 0 : Math.abs(error.offset() - offset) <= 3, error.toString());
    }

    @Test
    void anErrorNamesTheCommandOnceItsIdIsRead() {
        BadMessageException bad = assertThrows(
                BadMessageException.class,
                () -> CommandReader.command("{\"topic\":\"a/b\",\"type\":\"subscribe\",\"id\":\"x\"}".getBytes()));
        assertEquals(new CommandId("x", false), bad.event(0).re());
    }

    @Test
    void theOffsetOfALineCountsFromItsStart() {
        byte[] lines = "{}\n{\"topic\":\"a\",oops}\n".getBytes(StandardCharsets.UTF_8);
        BadMessageException bad =
                assertThrows(BadMessageException.class, () -> CommandReader.publication(lines, 3, 18));
        assertEquals(ErrorCode.BAD_JSON, bad.event(2).code());
        assertTrue(Math.abs(bad.event(2).offset() - 13) <= 2, bad.event(2).toString());
        assertEquals(2, bad.event(2).line());
    }
}
