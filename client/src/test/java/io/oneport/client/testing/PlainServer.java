package io.oneport.client.testing;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A correct server on plain blocking sockets, a thread each; a test overrides what shall be wrong. Shares no code with
 * what it tests.
 */
public class PlainServer implements AutoCloseable {
    /** One frame as it came, unmasked. */
    public record Frame(int opcode, byte[] payload) {}

    /** One socket, numbered from 0 in the order of their arrival. */
    public record Peer(int number, Socket socket, DataInputStream in, OutputStream out) {
        public void write(String latin1) throws IOException {
            out.write(latin1.getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    public static final int TEXT = 1;
    public static final int CLOSE = 8;

    private static final Pattern KEY = Pattern.compile("(?i)sec-websocket-key: *(\\S+)");

    private final ServerSocket listener;
    protected final List<Peer> peers = new CopyOnWriteArrayList<>();
    /** The heads of all requests, in the order of their arrival. */
    public final List<String> heads = new CopyOnWriteArrayList<>();

    public PlainServer() throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    /** Begins to accept; gives the port. */
    public int start() {
        daemon(this::acceptAll);
        return listener.getLocalPort();
    }

    /** The whole head of the 101. */
    protected String switching(String key) {
        return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: " + accept(key) + "\r\n\r\n";
    }

    /** Answers a request that asks for an upgrade; what comes next is read as frames. */
    protected void upgrade(Peer peer, String key) throws IOException {
        peer.write(switching(key));
    }

    /** Answers a plain request. */
    protected void page(Peer peer, String head) throws IOException {
        boolean close = head.toLowerCase().contains("connection: close");
        peer.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n" + (close ? "Connection: close\r\n" : "") + "\r\nhello");
        if (close) {
            peer.socket().close();
        }
    }

    /** Answers a data frame. */
    protected void message(Peer peer, Frame frame) throws IOException {
        peer.out().write(frame(frame.opcode(), frame.payload()));
    }

    /** Answers a Close frame. */
    protected void closing(Peer peer, Frame frame) throws IOException {
        peer.out().write(frame(CLOSE, frame.payload()));
        peer.socket().close();
    }

    public static String accept(String key) {
        try {
            byte[] text = (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII);
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** A whole, final, unmasked frame, as servers send them. */
    public static byte[] frame(int opcode, byte[] payload) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(0x80 | opcode);
        if (payload.length < 126) {
            frame.write(payload.length);
        } else if (payload.length < 65_536) {
            frame.write(126);
            frame.write(payload.length >> 8);
            frame.write(payload.length);
        } else {
            frame.write(127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                frame.write((int) ((long) payload.length >> shift));
            }
        }
        frame.writeBytes(payload);
        return frame.toByteArray();
    }

    public static byte[] text(String text) {
        return frame(TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "plain-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void acceptAll() {
        try {
            while (true) {
                Socket socket = listener.accept();
                socket.setTcpNoDelay(true);
                Peer peer = new Peer(
                        peers.size(), socket, new DataInputStream(socket.getInputStream()), socket.getOutputStream());
                peers.add(peer);
                daemon(() -> serve(peer));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(Peer peer) {
        try {
            while (true) {
                String head = head(peer.in());
                heads.add(head);
                Matcher key = KEY.matcher(head);
                if (key.find()) {
                    upgrade(peer, key.group(1));
                    frames(peer);
                    return;
                }
                page(peer, head);
            }
        } catch (IOException | UncheckedIOException gone) {
            // The client has left, or this server has closed.
        }
    }

    private void frames(Peer peer) throws IOException {
        while (true) {
            Frame frame = read(peer.in());
            if (frame.opcode() == CLOSE) {
                closing(peer, frame);
            } else {
                message(peer, frame);
            }
        }
    }

    private static String head(DataInputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        return head.toString();
    }

    private static Frame read(DataInputStream in) throws IOException {
        int opcode = in.readUnsignedByte() & 0x0f;
        int length = in.readUnsignedByte();
        if ((length & 0x80) == 0) {
            throw new IOException("a client must mask");
        }
        length &= 0x7f;
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = (int) in.readLong();
        }
        byte[] mask = in.readNBytes(4);
        byte[] payload = in.readNBytes(length);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i % 4];
        }
        return new Frame(opcode, payload);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Peer peer : peers) {
            peer.socket().close();
        }
    }
}
