package io.oneport.server.blackbox.topics;

import io.oneport.server.blackbox.Frames;
import io.oneport.server.blackbox.HttpAnswer;
import io.oneport.server.blackbox.RawSocket;
import io.oneport.server.blackbox.Request;
import io.oneport.testing.Input;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;

/**
 * Reads topics to their last message over lines that are cut again and again, and checks each message: its offset is
 * the one behind the last, and it is the next of its publisher.
 */
final class SoakReader implements Runnable {
    /** How it reads. */
    enum Kind {
        EVENTS,
        LINES,
        PAGES,
        JSON_SOCKET,
        TOPIC_JSON_SOCKET,
        RAW_SOCKET,
        RAW_LINES
    }

    private final int port;
    private final Kind kind;
    private final List<String> topics;
    private final long last;
    private final int meanCut;
    private final CountDownLatch begun;
    private final Random random;
    private final Map<String, Map<String, Integer>> next = new HashMap<>();
    private final long[] seen;
    private String[] position;
    private RawSocket wire;
    private int connections;
    private int cutByServer;
    private long messages;

    /**
     * @param last the offset of the last message of each topic
     * @param meanCut how many bytes a connection gets, on average
     * @param begun counted down once it has its first position, with nothing published behind that yet
     */
    SoakReader(int port, Kind kind, List<String> topics, long last, int meanCut, CountDownLatch begun, long seed) {
        this.port = port;
        this.kind = kind;
        this.topics = topics;
        this.last = last;
        this.meanCut = meanCut;
        this.begun = begun;
        random = new Random(seed);
        seen = new long[topics.size()];
    }

    Kind kind() {
        return kind;
    }

    int connections() {
        return connections;
    }

    int cutByServer() {
        return cutByServer;
    }

    long messages() {
        return messages;
    }

    @Override
    public String toString() {
        return kind + " of " + topics + " at " + (position == null ? null : String.join(",", position));
    }

    @Override
    public void run() {
        try {
            while (!done()) {
                connect();
            }
        } catch (Exception | AssertionError e) {
            throw new AssertionError(this + ", connection " + connections + ": " + e, e);
        }
    }

    private boolean done() {
        for (long offset : seen) {
            if (offset < last) {
                return false;
            }
        }
        return true;
    }

    private void connect() throws IOException {
        connections++;
        wire = RawSocket.connect(port);
        wire.readLimit(20_000);
        if (position != null) {
            cutSomewhere();
        }
        try {
            switch (kind) {
                case EVENTS -> events();
                case LINES -> lines();
                case PAGES -> pages();
                case JSON_SOCKET, TOPIC_JSON_SOCKET -> jsonSocket();
                case RAW_SOCKET -> rawSocket();
                case RAW_LINES -> rawLines();
            }
        } catch (Input.CutException e) {
            // As planned.
        } catch (EOFException | SocketException e) {
            cutByServer++; // as a slow reader, which may happen on a slow machine
        } finally {
            if (random.nextBoolean()) {
                wire.reset();
            } else {
                wire.close();
            }
        }
    }

    /** Sometimes within the head of the answer, sometimes never. */
    private void cutSomewhere() {
        wire.in().cutAfter(1 + (long) (-Math.log(1 - random.nextDouble()) * meanCut));
    }

    private String joined() {
        return String.join(",", topics);
    }

    private String since() {
        return position == null ? "" : "since=" + String.join(",", position);
    }

    /** The position of all topics, as it came. */
    private void moved(String to) {
        String[] ids = to.split(",", -1);
        if (ids.length != topics.size()) {
            throw new AssertionError("a position of " + topics.size() + " topics: " + to);
        }
        if (position == null) {
            position = ids;
            for (int i = 0; i < ids.length; i++) {
                seen[i] = TopicsTest.offset(ids[i]);
            }
            cutSomewhere();
            begun.countDown();
        }
        for (int i = 0; i < ids.length; i++) {
            // Every message tells its own id or moves the position by one, so the position says nothing new.
            if (!ids[i].equals(position[i])) {
                throw new AssertionError("position " + to + " after " + String.join(",", position));
            }
        }
    }

    /** A message of a topic. */
    private void got(int topic, String id, String data) {
        messages++;
        String expected = TopicsTest.moved(position[topic], 1);
        if (!id.equals(expected)) {
            throw new AssertionError("got " + id + " of " + topics.get(topic) + ", expected " + expected);
        }
        position[topic] = id;
        seen[topic]++;
        int dash = data.indexOf('-');
        String publisher = data.substring(0, dash);
        int number = Integer.parseInt(data.substring(dash + 1, data.indexOf(' ')));
        Map<String, Integer> numbers = next.computeIfAbsent(topics.get(topic), name -> new HashMap<>());
        Integer wanted = numbers.put(publisher, number + 1);
        if (number != (wanted == null ? 0 : wanted)) {
            throw new AssertionError("got " + data + ", expected number " + wanted);
        }
    }

    private static String member(String json, String name) {
        int begin = json.indexOf("\"" + name + "\":\"") + name.length() + 4;
        return json.substring(begin, json.indexOf('"', begin));
    }

    private void message(String json) {
        String type = json.startsWith("{\"topic\"") ? "message" : member(json, "type");
        if (!type.equals("message")) {
            throw new AssertionError(json);
        }
        got(topics.indexOf(member(json, "topic")), member(json, "id"), member(json, "data"));
    }

    private void events() throws IOException {
        boolean byHeader = random.nextBoolean();
        Request request = Request.get("/t/" + joined() + "/sse" + (byHeader || position == null ? "" : "?" + since()));
        if (byHeader && position != null) {
            request.with("Last-Event-ID: " + String.join(",", position));
        }
        EventStream events = new EventStream(wire, wire.stream(request, "text/event-stream"));
        moved(events.expectInitialId());
        while (!done()) {
            EventStream.Block block = events.block();
            if (block == null) {
                throw new EOFException("ended cleanly");
            }
            String[] ids = block.id().split(",");
            int topic = 0;
            while (topic < ids.length - 1 && ids[topic].equals(position[topic])) {
                topic++;
            }
            got(topic, ids[topic], topics.size() == 1 ? block.data() : member(block.data(), "data"));
            moved(block.id());
        }
    }

    private void lines() throws IOException {
        Request request = Request.get("/t/" + joined() + "/json?" + since());
        LineStream lines = new LineStream(wire, wire.stream(request, "application/x-ndjson"));
        moved(lines.expect("open").get("position"));
        while (!done()) {
            String line = lines.line();
            if (line == null) {
                throw new EOFException("ended cleanly");
            }
            if (!line.isEmpty()) {
                message(line);
            }
        }
    }

    private void pages() throws IOException {
        while (!done()) {
            int limit = 1 + random.nextInt(1000);
            String query = position == null ? "since=all&limit=1" : since() + "&wait=10s&limit=" + limit;
            HttpAnswer answer = wire.ask(Request.get("/t/" + joined() + "?" + query));
            if (answer.status() != 200) {
                throw new AssertionError(answer.head() + answer.text());
            }
            Json page = Json.read(answer.text());
            if (page.has("resets")) {
                throw new AssertionError(answer.text());
            }
            if (position == null) {
                moved(page.get("position"));
                continue;
            }
            for (Json message : page.list("messages")) {
                got(topics.indexOf(message.get("topic")), message.get("id"), message.get("data"));
            }
            moved(page.get("position"));
        }
    }

    private void jsonSocket() throws IOException {
        boolean own = kind == Kind.TOPIC_JSON_SOCKET;
        if (own) {
            firstPage();
        }
        String target = own ? "/t/" + joined() + "?" + since() : "/ws";
        wire.webSocket(target, JsonSocket.SUBPROTOCOL);
        String[] before = position;
        String[] first = new String[topics.size()];
        for (int i = 0; i < first.length && !own; i++) {
            String from = before == null ? "" : ",\"since\":\"" + before[i] + "\"";
            wire.send(Frames.text(
                    "{\"type\":\"subscribe\",\"id\":" + i + ",\"topic\":\"" + topics.get(i) + "\"" + from + "}"));
        }
        int left = before == null ? first.length : 0;
        while (!done()) {
            String json = wire.message().text();
            if (json.startsWith("{\"type\":\"message\"")) {
                message(json);
            } else {
                Json event = Json.read(json);
                String position = event.get("position");
                switch (event.get("type")) {
                    case "subscribed" -> {
                        first[topics.indexOf(event.get("topic"))] = position;
                        if (--left == 0) {
                            moved(String.join(",", first));
                        }
                    }
                    default -> throw new AssertionError(json);
                }
            }
        }
    }

    /** A frame has no id, so it begins where a page says, and counts. */
    private void rawSocket() throws IOException {
        firstPage();
        wire.webSocket("/t/" + joined() + "?" + since());
        while (!done()) {
            got(0, TopicsTest.moved(position[0], 1), wire.message().text());
        }
    }

    private void rawLines() throws IOException {
        firstPage();
        Request request = Request.get("/t/" + joined() + "/raw?" + since());
        HttpAnswer head = wire.head(request);
        if (head.status() != 200) {
            throw new AssertionError(head.head());
        }
        LineStream lines = new LineStream(wire, wire.body(head));
        while (!done()) {
            String line = lines.line();
            if (line == null) {
                throw new EOFException("ended cleanly");
            }
            got(0, TopicsTest.moved(position[0], 1), line);
        }
    }

    private void firstPage() throws IOException {
        if (position == null) {
            moved(TopicsTest.page(port, "/t/" + joined() + "?since=all").get("position"));
        }
    }
}
