package io.oneport.client.hostile;

import io.oneport.client.testing.PlainServer;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server in the hands of a test, which accepts, reads and writes each byte itself. Whatever it waits for is bounded. */
final class Victim implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;
    private static final int SEND_BUFFER_BYTES = 64 << 10;
    private static final Pattern KEY = Pattern.compile("(?i)sec-websocket-key: *(\\S+)");

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

    /** One connection that came. */
    static final class Guest implements AutoCloseable {
        final Socket socket;
        final DataInputStream in;
        final OutputStream out;
        /** The first line that it sent, if that was looked for. */
        String request;

        private Guest(Socket socket) throws IOException {
            this.socket = socket;
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.setTcpNoDelay(true);
            socket.setSendBufferSize(SEND_BUFFER_BYTES);
            in = new DataInputStream(socket.getInputStream());
            out = socket.getOutputStream();
        }

        void write(String latin1) throws IOException {
            out.write(latin1.getBytes(StandardCharsets.ISO_8859_1));
        }

        /** Closes the WebSocket with a code, and the connection. */
        void dismiss(int code) throws IOException {
            out.write(PlainServer.frame(PlainServer.CLOSE, new byte[] {(byte) (code >> 8), (byte) code}));
            socket.shutdownOutput();
        }

        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    Victim() throws IOException {
        listener.setSoTimeout(PATIENCE_MILLIS);
    }

    int port() {
        return listener.getLocalPort();
    }

    Guest accept() throws IOException {
        return new Guest(listener.accept());
    }

    /** Accepts one that asks for a WebSocket, and gives it that. */
    Guest acceptWebSocket() throws IOException {
        Guest guest = accept();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) guest.in.readUnsignedByte());
        }
        guest.request = head.substring(0, head.indexOf("\r\n"));
        Matcher key = KEY.matcher(head);
        if (!key.find()) {
            throw new IOException("no upgrade: " + head);
        }
        guest.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: " + PlainServer.accept(key.group(1)) + "\r\n\r\n");
        return guest;
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
