package io.oneport.server.front.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates that are in force. They can be replaced at any moment: a handshake uses those that were in force when its
 * ClientHello came, and connections keep what they were opened with. Any thread.
 */
public final class TlsCertificates implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TlsCertificates.class);

    private final TlsSettings settings;
    private final SslProvider provider;
    private final List<Object> filesAsRead;
    private volatile CertificateSet current;
    private @Nullable Thread watch;

    private TlsCertificates(TlsSettings settings, SslProvider provider) {
        this.settings = settings;
        this.provider = provider;
        this.filesAsRead = CertificateWatch.look(settings);
        this.current = CertificateSet.read(settings, provider);
    }

    /**
     * Reads the certificates.
     *
     * @param settings those of a server that serves TLS
     * @throws IllegalArgumentException if a file is not as it should be; the message names the setting and the file
     */
    public static TlsCertificates load(TlsSettings settings) {
        SslProvider provider = TlsEngines.best();
        TlsCertificates certificates = new TlsCertificates(settings, provider);
        log.info("TLS by {}", TlsEngines.text(provider));
        return certificates;
    }

    /** As {@link #load}, by one of the libraries. */
    static TlsCertificates load(TlsSettings settings, SslProvider provider) {
        return new TlsCertificates(settings, provider);
    }

    /**
     * Reads what the settings name, and forgets it.
     *
     * @throws IllegalArgumentException if a file is not as it should be; the message names the setting and the file
     */
    public static void check(TlsSettings settings) {
        CertificateSet.read(settings, TlsEngines.best()).release();
    }

    /** Records without data that a peer may send in a while; see {@link TlsSettings#maxEmptyRecords}. */
    int maxEmptyRecords() {
        return settings.maxEmptyRecords();
    }

    /** When the first of the certificates in force expires, in milliseconds since 1970. */
    public long expiresMillis() {
        return current.expiresMillis();
    }

    /** Whether one of the certificates is for this host, a name or an address as in a Host header without its port. */
    public boolean covers(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(name);
        return current.covers(
                address == null ? name : address.getHostAddress()); // as the JDK writes it in certificates
    }

    /**
     * The handler that encrypts one connection.
     *
     * @param name the server's name that the client asks for, in lower case; or null
     */
    SslHandler newHandler(@Nullable String name, ByteBufAllocator allocator) {
        CertificateSet set = current;
        SslHandler handler = set.newHandler(name, allocator);
        while (handler == null) { // replaced in this very moment
            CertificateSet next = current;
            if (next == set) {
                throw new IllegalStateException("closed");
            }
            set = next;
            handler = set.newHandler(name, allocator);
        }
        return handler;
    }

    /**
     * Reads the files again; what they hold serves every handshake that begins after this.
     *
     * @return what was read, in a few words
     * @throws IllegalArgumentException if one is not as it should be; those that were in force stay so
     */
    public synchronized String reload() {
        CertificateSet next = CertificateSet.read(settings, provider);
        CertificateSet before = current;
        current = next;
        before.release();
        return next.toString();
    }

    /** Looks at the files every few seconds from now on, until this is closed, and reloads if they have changed. */
    public void watch() {
        watch(CertificateWatch.INTERVAL);
    }

    void watch(Duration interval) {
        watch = new Thread(new CertificateWatch(settings, filesAsRead, interval, this::reload), "certificates");
        watch.setDaemon(true);
        watch.start();
    }

    /** Frees what BoringSSL holds; after the last handshake. */
    @Override
    public synchronized void close() {
        if (watch != null) {
            watch.interrupt();
        }
        current.release();
    }
}
