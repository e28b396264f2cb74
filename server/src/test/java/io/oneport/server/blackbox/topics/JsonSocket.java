package io.oneport.server.blackbox.topics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.server.blackbox.Frames;
import io.oneport.server.blackbox.RawSocket;
import io.oneport.server.blackbox.ServerFrame;
import java.io.IOException;

/** A WebSocket that speaks {@code oneport.v1.json}. */
final class JsonSocket implements AutoCloseable {
    static final String SUBPROTOCOL = "oneport.v1.json";

    private final RawSocket wire;

    JsonSocket(RawSocket wire) {
        this.wire = wire;
    }

    static JsonSocket open(int port) throws IOException {
        return open(port, "/ws");
    }

    static JsonSocket open(int port, String target) throws IOException {
        RawSocket wire = RawSocket.connect(port);
        assertEquals(SUBPROTOCOL, wire.webSocket(target, SUBPROTOCOL).header("Sec-WebSocket-Protocol"));
        return new JsonSocket(wire);
    }

    RawSocket wire() {
        return wire;
    }

    /** Sends a command, whose quotation marks are written as apostrophes. */
    JsonSocket send(String command) throws IOException {
        wire.send(Frames.text(command.replace('\'', '"')));
        return this;
    }

    Json next() throws IOException {
        ServerFrame message = wire.message();
        assertEquals(Frames.TEXT, message.opcode(), message::toString);
        return Json.read(message.text());
    }

    Json expect(String type) throws IOException {
        Json json = next();
        assertEquals(type, json.get("type"), json::toString);
        return json;
    }

    Json expectMessage(String data) throws IOException {
        Json json = expect("message");
        assertEquals(data, json.get("data"), json::toString);
        return json;
    }

    /** An error with this code, in answer to the command with this id (as text; null for none). */
    Json expectError(String code, String re) throws IOException {
        Json json = expect("error");
        assertEquals(code, json.get("error"), json::toString);
        assertEquals(re, json.get("re"), json::toString);
        assertTrue(json.has("detail") && !json.get("detail").isBlank(), json::toString);
        return json;
    }

    /** Subscribes; returns the position. */
    String subscribe(String topic, String since) throws IOException {
        String from = since == null ? "" : ",'since':'" + since + "'";
        send("{'type':'subscribe','id':'s-" + topic + "','topic':'" + topic + "'" + from + "}");
        Json json = expect("subscribed");
        assertEquals(topic, json.get("topic"), json::toString);
        return json.get("position");
    }

    /** A ping and its pong: nothing else may have come before. */
    void expectQuiet() throws IOException {
        send("{'type':'ping','id':'quiet?'}");
        assertEquals("quiet?", expect("pong").get("re"));
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
