package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.oneport.testing.TcpSocket;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * A client that speaks HTTP and WebSocket, and sends exactly the bytes it is given, each call in its own segment. No read waits
 * over 30 seconds unless {@link #readLimit} says otherwise.
 */
public final class RawSocket extends TcpSocket {
    private RawSocket(int port, int receiveBuffer) throws IOException {
        super(port, receiveBuffer);
    }

    public static RawSocket connect(int port) throws IOException {
        return connect(port, 0);
    }

    /** With a receive buffer of this size, set before the connection is made; 0 leaves the system's. */
    public static RawSocket connect(int port, int receiveBuffer) throws IOException {
        return new RawSocket(port, receiveBuffer);
    }

    /** Connects and switches to a WebSocket on /echo. */
    static RawSocket webSocket(int port) throws IOException {
        RawSocket socket = connect(port);
        socket.send(Request.upgrade("/echo").bytes());
        socket.expectSwitch();
        return socket;
    }

    public HttpAnswer answer() throws IOException {
        return HttpAnswer.read(in(), false);
    }

    /** Reads the head of an answer only. */
    public HttpAnswer answerToHead() throws IOException {
        return HttpAnswer.read(in(), true);
    }

    /** Sends the request and reads its answer. */
    public HttpAnswer ask(Request request) throws IOException {
        send(request.bytes());
        return answer();
    }

    /** Sends the request and reads the head of its answer only. */
    public HttpAnswer head(Request request) throws IOException {
        send(request.bytes());
        return answerToHead();
    }

    /** Sends the request, which must be answered by a stream of this type. */
    public InputStream stream(Request request, String contentType) throws IOException {
        HttpAnswer head = head(request);
        assertEquals(200, head.status(), head::head);
        String type = head.header("Content-Type");
        assertEquals(contentType, type.split(";")[0].trim(), head::head);
        return body(head);
    }

    /** The body of a stream, whose end is the last chunk. */
    public InputStream body(HttpAnswer head) {
        assertEquals("chunked", head.header("Transfer-Encoding"), head::head);
        return new ChunkedInput(in());
    }

    /** Switches to a WebSocket, offering these subprotocols. */
    public HttpAnswer webSocket(String target, String... subprotocols) throws IOException {
        Request request = Request.upgrade(target);
        if (subprotocols.length > 0) {
            request.with("Sec-WebSocket-Protocol: " + String.join(", ", subprotocols));
        }
        send(request.bytes());
        return expectSwitch();
    }

    /** Asks for /plaintext, which must be answered as ever. */
    void expectPlaintext() throws IOException {
        HttpAnswer answer = ask(Request.get("/plaintext"));
        assertEquals(200, answer.status(), answer::head);
        assertEquals("Hello, World!", answer.text());
    }

    /** Reads a 101 that switches to WebSocket. */
    HttpAnswer expectSwitch() throws IOException {
        HttpAnswer answer = answer();
        assertEquals(101, answer.status(), () -> answer.head() + answer.text());
        return answer;
    }

    public ServerFrame frame() throws IOException {
        return ServerFrame.read(in());
    }

    /** Reads one data message. The server may cut it into fragments, and its pings don't count. */
    public ServerFrame message() throws IOException {
        ServerFrame part = noPing();
        int opcode = part.opcode();
        if (opcode == Frames.CLOSE) {
            throw new EOFException("Close " + part.closeCode() + " instead of a message: " + part);
        }
        assertTrue(opcode == Frames.TEXT || opcode == Frames.BINARY, "a data message, not " + part);
        byte[] payload = part.payload();
        while (!part.fin()) {
            part = noPing();
            assertEquals(Frames.CONTINUATION, part.opcode(), part::toString);
            payload = Bytes.concat(payload, part.payload());
        }
        return new ServerFrame(true, opcode, payload);
    }

    private ServerFrame noPing() throws IOException {
        ServerFrame frame = frame();
        while (frame.opcode() == Frames.PING) {
            frame = frame();
        }
        return frame;
    }

    /** Reads one message, which must be this text. */
    void expectText(String text) throws IOException {
        ServerFrame message = message();
        assertEquals(Frames.TEXT, message.opcode(), message::toString);
        assertEquals(text, message.text());
    }

    void expectBinary(byte[] payload) throws IOException {
        ServerFrame message = message();
        assertEquals(Frames.BINARY, message.opcode(), message::toString);
        assertArrayEquals(payload, message.payload());
    }

    void expectPong(byte[] payload) throws IOException {
        ServerFrame frame = frame();
        assertEquals(Frames.PONG, frame.opcode(), frame::toString);
        assertArrayEquals(payload, frame.payload());
    }

    /** Sends a text and reads it back. */
    void expectEcho(String text) throws IOException {
        send(Frames.text(text));
        expectText(text);
    }

    /**
     * Reads one Close frame with this code, and then the end: no second Close, no other byte, no reset.
     *
     * @return its reason
     */
    public String expectClose(int code) throws IOException {
        ServerFrame frame = noPing();
        assertEquals(code, frame.closeCode(), frame::toString);
        expectEof();
        byte[] payload = frame.payload();
        return payload.length < 2 ? "" : new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
    }

    /** The server must end its side now, without another byte and without a reset. */
    public void expectEof() throws IOException {
        int next = in().read();
        if (next >= 0) {
            byte[] more = in().readNBytes(Math.min(in().available(), 300));
            fail("expected the end, got: " + (char) next + new String(more, StandardCharsets.ISO_8859_1));
        }
    }

    /** Whatever comes until the server ends its side. */
    byte[] toEof() throws IOException {
        return in().readAllBytes();
    }

    /** Until the end come HTTP answers or nothing: never a 101, never a frame. */
    void expectOnlyHttpToEof() throws IOException {
        while (in().peek() >= 0) {
            HttpAnswer answer = answer();
            assertTrue(answer.status() >= 200, answer::head);
        }
    }
}
