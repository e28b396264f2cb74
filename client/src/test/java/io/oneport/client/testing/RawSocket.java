package io.oneport.client.testing;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A blocking socket on which a test says and hears each byte. Whatever it waits for is bounded. */
final class RawSocket implements AutoCloseable {
    final Socket socket;
    final DataInputStream in;
    private final OutputStream out;

    RawSocket(FaultyServer server) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(20_000);
        in = new DataInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    /** Asks for a WebSocket and gets one. */
    static RawSocket upgraded(FaultyServer server) throws IOException {
        RawSocket raw = new RawSocket(server);
        raw.write("GET /echo HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        String head = raw.head();
        if (!head.startsWith("HTTP/1.1 101 ")) {
            throw new IOException(head);
        }
        return raw;
    }

    void write(String latin1) throws IOException {
        out.write(latin1.getBytes(StandardCharsets.ISO_8859_1));
    }

    String head() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        return head.toString();
    }

    /** Sends a short text, masked with zeros. */
    void send(String text) throws IOException {
        write("\u0081" + (char) (0x80 | text.length()) + "\0\0\0\0" + text);
    }

    /** The next frame, of less than 126 bytes: its first byte as two hex digits, and its payload. */
    String frame() throws IOException {
        int first = in.readUnsignedByte();
        byte[] payload = in.readNBytes(in.readUnsignedByte());
        return String.format("%02x %s", first, new String(payload, StandardCharsets.ISO_8859_1));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
