package io.oneport.server.blackbox;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** A client that speaks TLS as the JDK does, over a connection whose bytes the test can cut. No read waits over 30 seconds. */
public final class TlsSocket implements AutoCloseable {
    private final CutSocket tcp;
    private final SSLSocket tls;

    private TlsSocket(CutSocket tcp, SSLSocket tls) {
        this.tcp = tcp;
        this.tls = tls;
    }

    /** A connection that sends the first bytes of its life up to a place, and the rest in other segments. */
    private static final class CutSocket extends Socket {
        private final int cut;
        private int sent;
        private TlsRecords records;

        CutSocket(int cut) {
            this.cut = cut;
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            return new FilterOutputStream(super.getOutputStream()) {
                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    int first = cut - sent;
                    sent += length;
                    if (first > 0 && first < length) {
                        out.write(bytes, offset, first);
                        out.flush();
                        out.write(bytes, offset + first, length - first);
                    } else {
                        out.write(bytes, offset, length);
                    }
                    out.flush();
                }
            };
        }

        @Override
        public InputStream getInputStream() throws IOException {
            if (records == null) {
                records = new TlsRecords(super.getInputStream());
            }
            return records;
        }

        OutputStream raw() throws IOException {
            return super.getOutputStream();
        }
    }

    /** Connects, and has the handshake done. */
    public static TlsSocket connect(int port, SSLContext context) throws IOException {
        return connect(port, context, 0, parameters -> {});
    }

    /** The same, asking for a name. */
    public static TlsSocket connect(int port, SSLContext context, String name) throws IOException {
        return connect(port, context, 0, parameters -> parameters.setServerNames(List.of(new SNIHostName(name))));
    }

    /**
     * The same.
     *
     * @param cut after how many bytes another segment begins; 0 for nowhere
     * @param parameters changes what the client asks for
     */
    public static TlsSocket connect(int port, SSLContext context, int cut, Consumer<SSLParameters> parameters)
            throws IOException {
        CutSocket tcp = new CutSocket(cut);
        try {
            tcp.setTcpNoDelay(true);
            tcp.setSoTimeout(30_000);
            tcp.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(tcp, "127.0.0.1", port, true);
            SSLParameters wanted = tls.getSSLParameters();
            parameters.accept(wanted);
            tls.setSSLParameters(wanted);
            tls.startHandshake();
            return new TlsSocket(tcp, tls);
        } catch (IOException | RuntimeException e) {
            tcp.close();
            throw e;
        }
    }

    public SSLSocket tls() {
        return tls;
    }

    public InputStream in() throws IOException {
        return tls.getInputStream();
    }

    /** How many records of application data have come so far; TLS 1.3 hides what else it sends among them. */
    public int recordsIn() {
        return tcp.records.applicationData();
    }

    /** Sends all parts in one write. */
    public void send(byte[]... parts) throws IOException {
        tls.getOutputStream().write(Bytes.concat(parts));
    }

    /** Sends bytes that are not encrypted. */
    public void sendRaw(byte[] bytes) throws IOException {
        tcp.raw().write(bytes);
    }

    /** Ends this side by TCP alone. */
    public void finishTcp() throws IOException {
        tcp.shutdownOutput();
    }

    /** Sends the request and reads its answer. */
    public HttpAnswer ask(Request request) throws IOException {
        send(request.bytes());
        return HttpAnswer.read(in(), false);
    }

    public void expectText(String text) throws IOException {
        String got = ServerFrame.read(in()).text();
        if (!got.equals(text)) {
            throw new AssertionError("expected " + text + " and got " + got);
        }
    }

    /** This end as the server's ledger shows it. */
    public String client() {
        return "127.0.0.1:" + tcp.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        tls.close();
    }
}
