package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client that sends exactly the bytes it is given, each call in its own segment; no read waits over 30 seconds. */
final class RawSocket implements AutoCloseable {
    private static final int READ_LIMIT_MILLIS = 30_000;

    private final Socket socket;
    private final InputStream in;

    private RawSocket(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    static RawSocket connect(int port) throws IOException {
        return connect(port, 0);
    }

    /** With a receive buffer of this size, set before the connection is made; 0 leaves the system's. */
    static RawSocket connect(int port, int receiveBuffer) throws IOException {
        Socket socket = new Socket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(READ_LIMIT_MILLIS);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return new RawSocket(socket);
    }

    /** Connects and switches to a WebSocket on /echo. */
    static RawSocket webSocket(int port) throws IOException {
        RawSocket socket = connect(port);
        socket.send(Request.upgrade("/echo").bytes());
        socket.expectSwitch();
        return socket;
    }

    /** Sends all parts in one write. */
    void send(byte[]... parts) throws IOException {
        socket.getOutputStream().write(Bytes.concat(parts));
    }

    void send(String latin1) throws IOException {
        send(Bytes.latin1(latin1));
    }

    /** Sends each byte on its own. */
    void dribble(byte[] bytes) throws IOException {
        for (byte single : bytes) {
            send(new byte[] {single});
        }
    }

    /** Says that nothing more will be sent. */
    void finish() throws IOException {
        socket.shutdownOutput();
    }

    /** Whether something can be read at once. */
    boolean hasInput() throws IOException {
        return in.available() > 0;
    }

    HttpAnswer answer() throws IOException {
        return HttpAnswer.read(in, false);
    }

    HttpAnswer answerToHead() throws IOException {
        return HttpAnswer.read(in, true);
    }

    /** Sends the request and reads its answer. */
    HttpAnswer ask(Request request) throws IOException {
        send(request.bytes());
        return answer();
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

    ServerFrame frame() throws IOException {
        return ServerFrame.read(in);
    }

    /** Reads one data message, which the server may have cut into fragments. */
    ServerFrame message() throws IOException {
        ServerFrame part = frame();
        int opcode = part.opcode();
        assertTrue(opcode == Frames.TEXT || opcode == Frames.BINARY, "a data message, not " + part);
        byte[] payload = part.payload();
        while (!part.fin()) {
            part = frame();
            assertEquals(Frames.CONTINUATION, part.opcode(), part::toString);
            payload = Bytes.concat(payload, part.payload());
        }
        return new ServerFrame(true, opcode, payload);
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

    /** Reads one Close frame with this code, and then the end: no second Close, no other byte, no reset. */
    void expectClose(int code) throws IOException {
        ServerFrame frame = frame();
        assertEquals(code, frame.closeCode(), frame::toString);
        expectEof();
    }

    /** The server must end its side now, without another byte and without a reset. */
    void expectEof() throws IOException {
        int next = in.read();
        if (next >= 0) {
            byte[] more = in.readNBytes(Math.min(in.available(), 300));
            fail("expected the end, got: " + (char) next + new String(more, StandardCharsets.ISO_8859_1));
        }
    }

    /** Whatever comes until the server ends its side. */
    byte[] toEof() throws IOException {
        return in.readAllBytes();
    }

    /** Until the end come HTTP answers or nothing: never a 101, never a frame. */
    void expectOnlyHttpToEof() throws IOException {
        in.mark(1);
        while (in.read() >= 0) {
            in.reset();
            HttpAnswer answer = answer();
            assertTrue(answer.status() >= 200, answer::head);
            in.mark(1);
        }
    }

    /** Ends the connection with a reset. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
