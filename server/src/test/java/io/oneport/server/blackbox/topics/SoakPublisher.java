package io.oneport.server.blackbox.topics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.server.blackbox.Bytes;
import io.oneport.server.blackbox.Frames;
import io.oneport.server.blackbox.HttpAnswer;
import io.oneport.server.blackbox.RawSocket;
import io.oneport.server.blackbox.Request;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;

/** Publishes its own numbers, from 0 on, to each of the topics in turn. */
final class SoakPublisher implements Runnable {
    /** How it publishes. */
    enum Kind {
        POSTS,
        BATCHES,
        JSON_SOCKET,
        RAW_SOCKET
    }

    private static final int AT_ONCE = 40;

    private final int port;
    private final Kind kind;
    private final String name;
    private final List<String> topics;
    private final int each;

    /** Publishes {@code each} messages to each topic; the number is a multiple of 10. */
    SoakPublisher(int port, Kind kind, String name, List<String> topics, int each) {
        this.port = port;
        this.kind = kind;
        this.name = name;
        this.topics = topics;
        this.each = each;
    }

    @Override
    public void run() {
        try {
            if (kind == Kind.RAW_SOCKET) {
                for (String topic : topics) {
                    rawSocket(topic);
                }
                return;
            }
            try (RawSocket wire = RawSocket.connect(port)) {
                wire.readLimit(20_000);
                if (kind == Kind.JSON_SOCKET) {
                    wire.webSocket("/ws", JsonSocket.SUBPROTOCOL);
                }
                for (int number = 0; number < each; number += AT_ONCE / topics.size()) {
                    some(wire, number, Math.min(each, number + AT_ONCE / topics.size()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(this + ": " + e, e);
        }
    }

    private String data(int number) {
        return name + "-" + number + " of a soak, with some text so that it is not all head";
    }

    private void some(RawSocket wire, int from, int to) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StringBuilder batch = new StringBuilder();
        int count = 0;
        for (int number = from; number < to; number++) {
            for (String topic : topics) {
                String members = "\"topic\":\"" + topic + "\",\"data\":\"" + data(number) + "\"}";
                switch (kind) {
                    case POSTS ->
                        out.writeBytes(
                                TopicsTest.post("/t/" + topic, data(number)).bytes());
                    case BATCHES -> batch.append('{').append(members).append('\n');
                    default -> out.writeBytes(Frames.text("{\"type\":\"publish\",\"id\":" + count + "," + members));
                }
                count++;
            }
        }
        if (kind == Kind.BATCHES) {
            Request request = TopicsTest.post("/t", batch.toString()).with("Content-Type: application/x-ndjson");
            HttpAnswer answer = wire.ask(request);
            assertEquals(200, answer.status(), () -> answer.head() + answer.text());
            List<String> lines = answer.text().lines().toList();
            assertEquals(count, lines.size());
            lines.forEach(line -> assertTrue(line.contains("\"subscribers\":"), line));
            return;
        }
        wire.send(out.toByteArray());
        for (int i = 0; i < count; i++) {
            if (kind == Kind.POSTS) {
                HttpAnswer answer = wire.answer();
                assertEquals(201, answer.status(), () -> answer.head() + answer.text());
            } else {
                String published = wire.message().text();
                // Of several topics, in any order.
                assertTrue(published.startsWith("{\"type\":\"published\",\"re\":"), published);
                assertTrue(published.contains("\"subscribers\":"), published);
            }
        }
    }

    /** Its frames are not answered, but they come back, as it reads the topic too. */
    private void rawSocket(String topic) throws IOException {
        try (RawSocket wire = RawSocket.connect(port)) {
            wire.readLimit(20_000);
            wire.webSocket("/t/" + topic);
            for (int from = 0; from < each; from += AT_ONCE) {
                int to = Math.min(each, from + AT_ONCE);
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                for (int number = from; number < to; number++) {
                    out.writeBytes(Frames.text(data(number)));
                }
                wire.send(out.toByteArray());
                byte[] last = Bytes.utf8(data(to - 1));
                while (!Arrays.equals(last, wire.message().payload())) {
                    // Others' messages, and its own before that one.
                }
            }
        }
    }

    @Override
    public String toString() {
        return "publisher " + name + " (" + kind + ")";
    }
}
