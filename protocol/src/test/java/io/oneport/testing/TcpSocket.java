package io.oneport.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A blocking connection to a port of this machine that sends exactly the bytes it is given, each call in its own segment. No
 * read waits over 30 seconds unless {@link #readLimit} says otherwise.
 */
public class TcpSocket implements AutoCloseable {
    private static final int READ_LIMIT_MILLIS = 30_000;

    private final Socket socket = new Socket();
    private final Input in;

    /**
     * Connects.
     *
     * @param receiveBuffer its size in bytes, set before the connection is made; 0 leaves the system's
     */
    public TcpSocket(int port, int receiveBuffer) throws IOException {
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(READ_LIMIT_MILLIS);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        in = new Input(socket.getInputStream());
    }

    /** What the peer sends. */
    public final Input in() {
        return in;
    }

    /** The longest that a read waits. */
    public final void readLimit(int millis) throws IOException {
        socket.setSoTimeout(millis);
    }

    /** This end as the server's ledger shows it. */
    public final String client() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    /** Sends all parts in one write. */
    public final void send(byte[]... parts) throws IOException {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] whole = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, whole, at, part.length);
            at += part.length;
        }
        socket.getOutputStream().write(whole);
    }

    /** Sends characters of ISO 8859-1, one byte each. */
    public final void send(String latin1) throws IOException {
        send(latin1.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends each byte on its own. */
    public final void dribble(byte[] bytes) throws IOException {
        for (byte single : bytes) {
            send(new byte[] {single});
        }
    }

    /** Ends this side: nothing more will be sent. */
    public final void finish() throws IOException {
        socket.shutdownOutput();
    }

    /** Whether something can be read at once. */
    public final boolean hasInput() throws IOException {
        return in.available() > 0;
    }

    /** Ends the connection with a reset. */
    public final void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public final void close() throws IOException {
        socket.close();
    }
}
