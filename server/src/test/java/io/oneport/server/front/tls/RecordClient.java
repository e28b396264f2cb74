package io.oneport.server.front.tls;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.ReferenceCountUtil;
import io.oneport.server.blackbox.Bytes;
import io.oneport.server.blackbox.HttpAnswer;
import io.oneport.server.blackbox.RawSocket;
import io.oneport.server.blackbox.Request;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;

/** A client that makes its TLS records one by one, so that a test can send many of them in one segment. */
final class RecordClient extends InputStream {
    /** Where the random bytes are in the first record, behind its header, that of the message, and a version. */
    private static final int RANDOM_AT = 5 + 4 + 2;

    private static final int RANDOM_BYTES = 32;

    private final RawSocket socket;
    private final SSLEngine engine;
    private final ByteBuffer received = ByteBuffer.allocate(1 << 16).flip();
    private final ByteBuffer plain = ByteBuffer.allocate(1 << 16).flip();

    /** What BoringSSL's engine is made by; null with the JDK's. */
    private SslContext context;
    /** What makes the records after the handshake; null for the engine. */
    private OwnRecords own;
    /** The first bytes that came: a ServerHello. */
    private final byte[] begin = new byte[RANDOM_AT + RANDOM_BYTES];

    private int begun;

    private RecordClient(RawSocket socket, SSLEngine engine) {
        this.socket = socket;
        this.engine = engine;
    }

    /** Connects, and has the handshake of TLS 1.3 done. */
    static RecordClient connect(int port, SSLContext context) throws IOException {
        SSLEngine engine = context.createSSLEngine("127.0.0.1", port);
        engine.setUseClientMode(true);
        engine.setEnabledProtocols(new String[] {"TLSv1.3"});
        return new RecordClient(RawSocket.connect(port), engine).handshake();
    }

    /**
     * Connects with BoringSSL's engine, which tells its secrets. Records with data and without are made here from then on.
     *
     * @param version such as TLSv1.2
     */
    static RecordClient connectWithOwnRecords(int port, String version) throws Exception {
        SslContext context = SslContextBuilder.forClient()
                .sslProvider(SslProvider.OPENSSL_REFCNT)
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .endpointIdentificationAlgorithm(null)
                .protocols(version)
                .ciphers(List.of("TLS_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"))
                .build();
        List<String> log = new ArrayList<>();
        io.netty.internal.tcnative.SSLContext.setKeyLogCallback(
                pointer(context), (ssl, line) -> log.add(new String(line, StandardCharsets.US_ASCII)));
        RecordClient client =
                new RecordClient(RawSocket.connect(port), context.newEngine(UnpooledByteBufAllocator.DEFAULT));
        client.context = context;
        client.handshake();
        String cipher = client.engine.getSession().getCipherSuite();
        assertTrue(cipher.endsWith("AES_128_GCM_SHA256"), cipher);
        client.own = OwnRecords.of(log, Arrays.copyOfRange(client.begin, RANDOM_AT, RANDOM_AT + RANDOM_BYTES));
        return client;
    }

    /** What the key log is set by; nothing public gives it. */
    private static long pointer(SslContext context) throws ReflectiveOperationException {
        Field pointer = ReferenceCountedOpenSslContext.class.getDeclaredField("ctx");
        pointer.setAccessible(true);
        return pointer.getLong(context);
    }

    private RecordClient handshake() throws IOException {
        engine.beginHandshake();
        while (engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING) {
            if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                send(record(new byte[0]));
            } else {
                unwrap();
            }
        }
        return this;
    }

    /** One record, with this data. */
    byte[] record(byte[] data) throws IOException {
        if (own != null) {
            return own.record(data);
        }
        ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.wrap(data), out);
        return Arrays.copyOf(out.array(), out.position());
    }

    /** Records of no bytes of data; not by the JDK's engine. */
    byte[] emptyRecords(int number) throws IOException {
        byte[][] all = new byte[number][];
        for (int i = 0; i < number; i++) {
            all[i] = record(new byte[0]);
        }
        return Bytes.concat(all);
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
            if (result.getHandshakeStatus() == HandshakeStatus.FINISHED
                    || result.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                return; // nothing more comes before we have sent something
            }
            if (result.getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW) {
                received.compact();
                int got = socket.in().read(received.array(), received.position(), received.remaining());
                int more = Math.min(Math.max(0, got), begin.length - begun);
                System.arraycopy(received.array(), received.position(), begin, begun, more);
                begun += more;
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
        if (context != null) {
            ReferenceCountUtil.release(engine);
            ReferenceCountUtil.release(context);
        }
    }
}
