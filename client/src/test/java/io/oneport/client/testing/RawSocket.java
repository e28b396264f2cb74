package io.oneport.client.testing;

import io.oneport.testing.TcpSocket;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A connection to a {@link FaultyServer} on which a test sends and reads each byte. */
final class RawSocket extends TcpSocket {
    private final DataInputStream data = new DataInputStream(in());

    RawSocket(FaultyServer server) throws IOException {
        super(server.port(), 0);
    }

    /** Asks for a WebSocket and gets one. */
    static RawSocket upgraded(FaultyServer server) throws IOException {
        RawSocket raw = new RawSocket(server);
        raw.send("GET /echo HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        String head = raw.head();
        if (!head.startsWith("HTTP/1.1 101 ")) {
            throw new IOException(head);
        }
        return raw;
    }

    String head() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) data.readUnsignedByte());
        }
        return head.toString();
    }

    /** Sends a short text in a frame, masked with zeros. */
    void sendText(String text) throws IOException {
        send("\u0081" + (char) (0x80 | text.length()) + "\0\0\0\0" + text);
    }

    /** The next frame, of less than 126 bytes: its first byte as two hex digits, and its payload. */
    String frame() throws IOException {
        int first = data.readUnsignedByte();
        byte[] payload = data.readNBytes(data.readUnsignedByte());
        return String.format("%02x %s", first, new String(payload, StandardCharsets.ISO_8859_1));
    }
}
