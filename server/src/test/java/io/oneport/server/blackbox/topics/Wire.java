package io.oneport.server.blackbox.topics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.oneport.server.blackbox.Bytes;
import io.oneport.server.blackbox.Frames;
import io.oneport.server.blackbox.HttpAnswer;
import io.oneport.server.blackbox.Request;
import io.oneport.server.blackbox.ServerFrame;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** One connection; no read waits over ten seconds, unless told so. */
final class Wire implements AutoCloseable {
    private static final int READ_LIMIT_MILLIS = 30_000;

    private final Socket socket;
    private final Input in;

    private Wire(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new Input(socket.getInputStream());
    }

    static Wire connect(int port) throws IOException {
        return connect(port, 0);
    }

    /** With a receive buffer of this size; 0 leaves the system's. */
    static Wire connect(int port, int receiveBuffer) throws IOException {
        Socket socket = new Socket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(READ_LIMIT_MILLIS);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return new Wire(socket);
    }

    Input in() {
        return in;
    }

    void readLimit(int millis) throws IOException {
        socket.setSoTimeout(millis);
    }

    /** How the ledger calls this end. */
    String client() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    void send(byte[]... parts) throws IOException {
        socket.getOutputStream().write(Bytes.concat(parts));
    }

    HttpAnswer answer() throws IOException {
        return HttpAnswer.read(in, false);
    }

    HttpAnswer ask(Request request) throws IOException {
        send(request.bytes());
        return answer();
    }

    /** Sends the request and reads the head of its answer only. */
    HttpAnswer head(Request request) throws IOException {
        send(request.bytes());
        return HttpAnswer.read(in, true);
    }

    /** Sends the request, which must be answered by a stream of this type. */
    InputStream stream(Request request, String contentType) throws IOException {
        HttpAnswer head = head(request);
        if (head.status() != 200) {
            throw new AssertionError(head.head());
        }
        String type = head.header("Content-Type");
        assertEquals(contentType, type.split(";")[0].trim(), head::head);
        return body(head);
    }

    /** The body of a stream, whose end is the last chunk. */
    InputStream body(HttpAnswer head) {
        assertEquals("chunked", head.header("Transfer-Encoding"), head::head);
        return new ChunkedInput(in);
    }

    /** Switches to a WebSocket, offering these subprotocols. */
    HttpAnswer webSocket(String target, String... subprotocols) throws IOException {
        Request request = Request.upgrade(target);
        if (subprotocols.length > 0) {
            request.with("Sec-WebSocket-Protocol: " + String.join(", ", subprotocols));
        }
        HttpAnswer answer = ask(request);
        assertEquals(101, answer.status(), () -> answer.head() + answer.text());
        return answer;
    }

    ServerFrame frame() throws IOException {
        return ServerFrame.read(in);
    }

    /** The next data message. The server may cut it into fragments, and its pings don't count. */
    ServerFrame message() throws IOException {
        ServerFrame part = noPing();
        int opcode = part.opcode();
        if (opcode == Frames.CLOSE) {
            throw new EOFException("Close " + part.closeCode() + " instead of a message: " + part);
        }
        if (opcode != Frames.TEXT && opcode != Frames.BINARY) {
            throw new AssertionError("a data message, not " + part);
        }
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

    /** Reads a Close frame with this code, then the end; returns the reason. */
    String expectClose(int code) throws IOException {
        ServerFrame frame = noPing();
        assertEquals(code, frame.closeCode(), frame::toString);
        assertEquals(-1, in.read(), "the end");
        byte[] payload = frame.payload();
        return payload.length < 2 ? "" : new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
    }

    void expectEof() throws IOException {
        assertEquals(-1, in.read(), "the end");
    }

    /** Cuts the line with a RST. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
