package io.oneport.server.front.tls;

import io.oneport.server.blackbox.Bytes;
import io.oneport.server.blackbox.HttpAnswer;
import io.oneport.server.blackbox.RawSocket;
import io.oneport.server.blackbox.Request;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;

/** A client that makes its TLS 1.3 records one by one, so that a test can send many of them in one segment. */
final class RecordClient extends InputStream {
    private final RawSocket socket;
    private final SSLEngine engine;
    private final ByteBuffer received = ByteBuffer.allocate(1 << 16).flip();
    private final ByteBuffer plain = ByteBuffer.allocate(1 << 16).flip();

    private RecordClient(RawSocket socket, SSLEngine engine) {
        this.socket = socket;
        this.engine = engine;
    }

    /** Connects, and has the handshake done. */
    static RecordClient connect(int port, SSLContext context) throws IOException {
        SSLEngine engine = context.createSSLEngine("127.0.0.1", port);
        engine.setUseClientMode(true);
        RecordClient client = new RecordClient(RawSocket.connect(port), engine);
        engine.beginHandshake();
        while (engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING) {
            if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                client.send(client.record(new byte[0]));
            } else {
                client.unwrap();
            }
        }
        return client;
    }

    /** One record, with this data. */
    byte[] record(byte[] data) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.wrap(data), out);
        return Arrays.copyOf(out.array(), out.position());
    }

    /** One record, without data: a request to go on with another key, and that the server does so, too. */
    byte[] keyUpdate() throws IOException {
        engine.beginHandshake();
        return record(new byte[0]);
    }

    byte[] keyUpdates(int number) throws IOException {
        byte[][] all = new byte[number][];
        for (int i = 0; i < number; i++) {
            all[i] = keyUpdate();
        }
        return Bytes.concat(all);
    }

    /** Sends all records in one write. */
    void send(byte[]... records) throws IOException {
        socket.send(Bytes.concat(records));
    }

    HttpAnswer ask(Request request) throws IOException {
        send(record(request.bytes()));
        return HttpAnswer.read(this, false);
    }

    /** Ends this side of the TCP connection, with no mark of TLS's own. */
    void finish() throws IOException {
        socket.finish();
    }

    String client() {
        return socket.client();
    }

    /** Reads until a record was opened, whatever it was. */
    private void unwrap() throws IOException {
        SSLEngineResult result;
        do {
            plain.clear();
            try {
                result = engine.unwrap(received, plain);
            } finally {
                plain.flip();
            }
            for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                task.run();
            }
            if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
                throw new EOFException("close_notify");
            }
            if (result.getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW) {
                received.compact();
                int got = socket.in().read(received.array(), received.position(), received.remaining());
                received.position(received.position() + Math.max(0, got)).flip();
                if (got < 0) {
                    throw new EOFException("closed without a close_notify");
                }
            }
        } while (result.getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW);
    }

    @Override
    public int read() throws IOException {
        while (!plain.hasRemaining()) {
            unwrap();
        }
        return plain.get() & 0xff;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
