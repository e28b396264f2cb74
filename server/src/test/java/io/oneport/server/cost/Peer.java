package io.oneport.server.cost;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** A client of a probe: raw bytes over a blocking socket. It uses no class of the server or of Netty: those are counted. */
final class Peer implements AutoCloseable {
    private final SocketChannel channel;
    private final ByteBuffer in = ByteBuffer.allocateDirect(1 << 16);

    Peer(InetSocketAddress server) throws IOException {
        channel = SocketChannel.open(server);
        channel.socket().setTcpNoDelay(true);
    }

    /** Connects, and switches to a WebSocket. */
    static Peer webSocket(InetSocketAddress server, String path) throws IOException {
        Peer peer = new Peer(server);
        peer.send(bytes("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
        peer.receive(129); // the 101
        return peer;
    }

    /** A binary frame whose mask, of zeros, leaves the payload as it is. */
    static ByteBuffer frame(int payloadBytes) {
        ByteBuffer frame = ByteBuffer.allocateDirect(6 + payloadBytes);
        frame.put(0, (byte) 0x82).put(1, (byte) (0x80 | payloadBytes));
        return frame;
    }

    static ByteBuffer bytes(String ascii) {
        byte[] bytes = ascii.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    void send(ByteBuffer bytes) throws IOException {
        bytes.rewind();
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Reads exactly so many bytes. */
    void receive(int count) throws IOException {
        in.clear().limit(count);
        while (in.hasRemaining()) {
            if (channel.read(in) < 0) {
                throw new IOException("the server closed");
            }
        }
    }

    /** Reads an HTTP answer, however long it is, whose body ends like this. Gives its length. */
    int receiveUntil(String end) throws IOException {
        in.clear();
        do {
            if (channel.read(in) < 0) {
                throw new IOException("the server closed");
            }
        } while (!StandardCharsets.US_ASCII
                .decode(in.duplicate().flip())
                .toString()
                .endsWith(end));
        return in.position();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
