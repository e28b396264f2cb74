package io.oneport.client.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A small server of topics, written from docs/topics.md: it keeps everything, in the one epoch {@code e}. A test
 * overrides what shall be wrong. Shares no code with what it tests.
 */
public class TopicServer extends PlainServer {
    /** What clients sent as text, in order; from all sockets. */
    public final List<String> commands = new CopyOnWriteArrayList<>();

    private final Map<String, List<String>> topics = new ConcurrentHashMap<>();

    public TopicServer() throws IOException {}

    /** Publishes texts that need no escapes. */
    public void publish(String topic, String... texts) {
        List<String> held = held(topic);
        synchronized (held) {
            held.addAll(List.of(texts));
            held.notifyAll();
        }
    }

    private List<String> held(String topic) {
        return topics.computeIfAbsent(topic, name -> new ArrayList<>());
    }

    @Override
    protected String switching(String key) {
        return super.switching(key).replace("\r\n\r\n", "\r\nSec-WebSocket-Protocol: oneport.v1.json\r\n\r\n");
    }

    @Override
    protected void message(Peer peer, Frame frame) throws IOException {
        String json = new String(frame.payload(), StandardCharsets.UTF_8);
        commands.add(json);
        String id = member(json, "id");
        switch (member(json, "type")) {
            case "\"subscribe\"" -> subscribe(peer, id, text(json, "topic"), text(json, "since"));
            case "\"publish\"" -> published(peer, id, text(json, "topic"), json);
            case "\"ping\"" -> send(peer, "{\"type\":\"pong\",\"re\":" + id + "}");
            default -> throw new IOException("unknown: " + json);
        }
    }

    /** Answers; {@code since} is null for the next message. */
    protected void subscribe(Peer peer, String id, String topic, String since) throws IOException {
        int from;
        if (since == null) {
            synchronized (held(topic)) {
                from = held(topic).size();
            }
        } else {
            from = since.equals("all") ? 0 : Integer.parseInt(since.replaceFirst("e\\.", ""));
        }
        subscribed(peer, id, topic, "e." + from);
        Thread delivery = new Thread(() -> deliver(peer, topic, from), "delivery");
        delivery.setDaemon(true);
        delivery.start();
    }

    protected void subscribed(Peer peer, String id, String topic, String position) throws IOException {
        send(
                peer,
                "{\"type\":\"subscribed\",\"re\":" + id + ",\"topic\":\"" + topic + "\",\"position\":\"" + position
                        + "\"}");
    }

    private void deliver(Peer peer, String topic, int from) {
        try {
            for (int offset = from + 1; ; offset++) {
                send(peer, event(topic, offset, await(topic, offset)));
            }
        } catch (IOException | InterruptedException gone) {
            // So is the delivery.
        }
    }

    private String await(String topic, int offset) throws InterruptedException {
        List<String> held = held(topic);
        synchronized (held) {
            while (held.size() < offset) {
                held.wait();
            }
            return held.get(offset - 1);
        }
    }

    /** A message of text. */
    public static String event(String topic, int offset, String text) {
        return "{\"type\":\"message\",\"topic\":\"" + topic + "\",\"id\":\"e." + offset
                + "\",\"time\":\"2026-11-23T16:50:14.328Z\",\"data\":\"" + text + "\"}";
    }

    /** Answers a publication. */
    protected void published(Peer peer, String id, String topic, String json) throws IOException {
        send(
                peer,
                "{\"type\":\"published\",\"re\":" + id + ",\"topic\":\"" + topic + "\",\"id\":\"e." + id
                        + "\",\"subscribers\":3}");
    }

    protected final void error(Peer peer, String id, String code, String detail) throws IOException {
        send(peer, "{\"type\":\"error\",\"re\":" + id + ",\"error\":\"" + code + "\",\"detail\":\"" + detail + "\"}");
    }

    protected final void send(Peer peer, String json) throws IOException {
        byte[] frame = text(json);
        synchronized (peer) {
            write(peer, frame);
        }
    }

    /** Writes one frame; nobody else writes meanwhile. */
    protected void write(Peer peer, byte[] frame) throws IOException {
        peer.out().write(frame);
    }

    /** A string of a flat object, without its escapes undone; null if there is none. */
    public static String text(String json, String name) {
        String value = member(json, name);
        return value == null ? null : value.substring(1, value.length() - 1);
    }

    private static String member(String json, String name) {
        Matcher matcher = Pattern.compile("\"" + name + "\":(\"(?:[^\"\\\\]|\\\\.)*\"|[^,}]*)")
                .matcher(json);
        return matcher.find() ? matcher.group(1) : null;
    }
}
