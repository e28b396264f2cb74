package io.oneport.protocol.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonCodecTest {
    private static final TopicName TOPIC = new TopicName("news.today:1~-_");
    private static final CommandId NUMBER = CommandId.of(7);
    private static final CommandId STRING = new CommandId("a \"quoted\" ü", false);
    private static final MessageId ID = new MessageId(1_790_000_000_000L, 17);
    private static final Payload TEXT = Payload.text("line\nquote\" \\ tab\t € 👋 \u2028");
    private static final Payload BINARY = new Payload(new byte[] {0, -1, 127, -128}, false);

    /** Python's splitlines breaks lines at more characters than JSON has escapes for. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0085",
                "\u2028",
                "\u2029",
                "a\u2028\"\n\\\u0001👋\u2029\u0085é€",
                "\u00e2\u0080\u00a8",
                "\u00c2"
            })
    void noLineIsBrokenByTextWithinIt(String text) throws Exception {
        Event.Message message = new Event.Message(TOPIC, ID, 0, Payload.text(text), null, null);
        byte[] json = JsonWriter.bytes(message);
        String line = new String(json, StandardCharsets.UTF_8);
        assertFalse(line.matches("(?s).*[\u0085\u2028\u2029].*"), line);
        assertEquals(message, EventReader.event(json));
    }

    /** What a client has sent and is given back is text as well; and it may have half of a surrogate pair. */
    @ParameterizedTest
    @ValueSource(strings = {"\u0085", "a\u2028b", "\u2029👋"})
    void norByWhatIsGivenBack(String given) {
        for (String text : new String[] {given, given + '\ud83d', '\udc4b' + given}) {
            CommandId id = new CommandId(text, false);
            for (Event event : new Event[] {
                new Event.Pong(id),
                new Event.Error(id, ErrorCode.BAD_TOPIC, text, 0, -1),
                new Event.Reset(TOPIC, text, null, "x.0")
            }) {
                String line = new String(JsonWriter.bytes(event), StandardCharsets.UTF_8);
                assertFalse(line.matches("(?s).*[\u0085\u2028\u2029\ufffd].*"), line);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0085", "a\u2028b", "\u2029", "a\u009b", "a\u007f"})
    void aNameHasNoLineBreakOrControlCharacterOfUnicode(String name) {
        assertThrows(IllegalArgumentException.class, () -> new Publication(TOPIC, TEXT, null, name, null, null));
        assertThrows(IllegalArgumentException.class, () -> new Publication(TOPIC, TEXT, null, null, null, name));
    }

    /** So that a pattern with milliseconds reads each of them. */
    @Test
    void timesAlwaysHaveMilliseconds() {
        for (long millis : new long[] {1_790_000_000_000L, 1_790_000_000_120L, 0}) {
            Event.Message message = new Event.Message(TOPIC, ID, millis, TEXT, null, null);
            String json = new String(JsonWriter.bytes(message), StandardCharsets.UTF_8);
            assertTrue(json.matches(".*\"time\":\"[0-9-]{10}T[0-9:]{8}\\.[0-9]{3}Z\".*"), json);
        }
    }

    /** Newtonsoft's and Lua's libraries, and Python's of a float, write 60.0. */
    @Test
    void aWholeNumberMayHaveAPoint() throws Exception {
        byte[] publish = utf8("{\"type\":\"publish\",\"id\":7.0,\"topic\":\"a\",\"data\":\"\",\"ttl\":60.0}");
        Command.Publish command = (Command.Publish) CommandReader.command(publish);
        assertEquals(Duration.ofMinutes(1), command.publication().ttl());
        assertEquals(new CommandId("7.0", true), command.id());
        for (String ttl : new String[] {"60.5", "6e1", "true", "[60]"}) {
            BadMessageException bad = assertThrows(
                    BadMessageException.class,
                    () -> CommandReader.publication(
                            utf8("{\"topic\":\"a\",\"data\":\"\",\"ttl\":" + ttl + "}"), 0, 30 + ttl.length()));
            assertEquals(
                    "member ttl must be a string or a whole number",
                    bad.event(1).detail());
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

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
                new Event.Published(NUMBER, TOPIC, ID, 3, 2),
                new Event.Published(STRING, TOPIC, ID, -1),
                new Event.Message(TOPIC, ID, 1_790_000_000_123L, TEXT, null, null),
                new Event.Message(TOPIC, ID, 1_790_000_000_000L, BINARY, "pic", "image/png"),
                new Event.Reset(TOPIC, ID.toString(), new MessageId(5, 6), "5.5"),
                new Event.Reset(TOPIC, "any text \u00fc", null, "5.5"),
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
            {"id":1,"type":"publish","topic":"a","data":"","event":"\\ud800"} | bad-command | -1
            {"id":1,"type":"publish","topic":"a","data":"","event":"oneport-reset"} | bad-command | -1
            {"id":1,"type":"publish","topic":"a","data":"","event":"open"} | bad-command   | -1
            {"id":1,"type":"publish","topic":"a","data":"","event":"error"} | bad-command  | -1
            n                                                        | bad-json           | 0
            {                                                        | bad-json           | 1
            {"id":1,"type":'ping'}                                   | bad-json           | 15
            {"id":1,"type":nonsense}                                 | bad-json           | 15
            {"id":1,"type":"\\x"}                                    | bad-json           | 16
            """)
    void whatIsWrongIsNamed(String json, String code, long offset) {
        BadMessageException bad = assertThrows(
                BadMessageException.class, () -> CommandReader.command(json.getBytes(StandardCharsets.UTF_8)));
        Event.Error error = bad.event(0);
        assertEquals(code, error.code().text(), error.detail());
        assertTrue(offset < 0 ? error.offset() < 0 : Math.abs(error.offset() - offset) <= 3, error.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16BE", "UTF-16LE", "UTF-32", "UTF-32BE", "UTF-32LE"})
    void jsonInAnotherEncodingIsRefused(String charset) throws Exception {
        byte[] bytes = "{\"id\":1,\"type\":\"ping\"}".getBytes(charset);
        BadMessageException bad = assertThrows(BadMessageException.class, () -> CommandReader.command(bytes));
        assertEquals(ErrorCode.BAD_JSON, bad.event(0).code());
        assertTrue(bad.getMessage().contains("UTF-8"), bad.getMessage());
    }

    @Test
    void aByteOrderMarkOfUtf8IsIgnored() throws Exception {
        byte[] bytes = "\ufeff {\"id\":7,\"type\":\"ping\"}".getBytes(StandardCharsets.UTF_8);
        assertEquals(new Command.Ping(NUMBER), CommandReader.command(bytes));
    }

    @ParameterizedTest
    @ValueSource(strings = {"c080", "eda080", "ff", "c3", "f4908080"})
    void aLineThatIsNoUtf8IsRefused(String hex) {
        byte[] before = "{\"topic\":\"a\",\"data\":\"".getBytes(StandardCharsets.UTF_8);
        byte[] bad = HexFormat.of().parseHex(hex);
        byte[] line = Arrays.copyOf(before, before.length + bad.length + 2);
        System.arraycopy(bad, 0, line, before.length, bad.length);
        line[line.length - 2] = '"';
        line[line.length - 1] = '}';
        Event.Error error = assertThrows(
                        BadMessageException.class, () -> CommandReader.publication(line, 0, line.length))
                .event(1);
        assertEquals(ErrorCode.BAD_JSON, error.code());
        assertEquals(before.length, error.offset(), error.toString());
    }

    /** Whatever bytes come, an error of ours is the answer, and its words are ours. */
    @Test
    void whateverComesIsReadOrRefusedInOurWords() {
        Random random = new Random(7);
        byte[] good = "{\"id\":1,\"type\":\"publish\",\"topic\":\"a\",\"data\":\"x\",\"more\":[1.5e3,{\"a\":null}]}"
                .getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = Arrays.copyOf(good, 1 + random.nextInt(good.length));
            for (int changes = random.nextInt(3); changes > 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            Event.Error error = assertThrows(BadMessageException.class, () -> CommandReader.command(bytes))
                    .event(0);
            assertTrue(error.offset() <= bytes.length, error.toString());
            assertFalse(error.detail().contains("REDACTED") || error.detail().contains("StreamRead"), error.detail());
            assertEquals(error.code() == ErrorCode.BAD_JSON, error.offset() >= 0, error.toString());
        }
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
