package io.oneport.server.front.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All certificates as they were when the files were last read, by the names that they are for. Immutable but for its uses:
 * BoringSSL's memory is freed when the set is replaced, and by then a handshake may be about to take an engine from it.
 * Engines that exist outlive it. Any thread.
 */
final class CertificateSet {
    private final List<SslContext> contexts = new ArrayList<>();
    private final Map<String, SslContext> byName = new HashMap<>();
    /** One for being in force, and one for each use at this moment. */
    private final AtomicInteger uses = new AtomicInteger(1);

    private final String text;
    private final long expiresMillis;

    private CertificateSet(String text, long expiresMillis) {
        this.text = text;
        this.expiresMillis = expiresMillis;
    }

    /** When the first of them expires, in milliseconds since 1970. */
    long expiresMillis() {
        return expiresMillis;
    }

    /**
     * Reads all files.
     *
     * @throws IllegalArgumentException if one is not as it should be; the message names a setting and the file
     */
    static CertificateSet read(TlsSettings settings, SslProvider provider) {
        List<ServerIdentity> identities =
                settings.pairs().stream().map(ServerIdentity::read).toList();
        List<X509Certificate> cas =
                settings.clientCa() == null ? List.of() : PemFile.certificates("tls-client-ca", settings.clientCa());
        ClientAuth clientAuth = switch (settings.clientAuth()) {
            case NONE -> ClientAuth.NONE;
            case WANT -> ClientAuth.OPTIONAL;
            case REQUIRE -> ClientAuth.REQUIRE;
        };
        CertificateSet set = new CertificateSet(
                identities.stream().map(ServerIdentity::toString).collect(Collectors.joining(", ")),
                identities.stream()
                        .mapToLong(ServerIdentity::expiresMillis)
                        .min()
                        .orElseThrow());
        try {
            for (ServerIdentity identity : identities) {
                SslContext context = TlsEngines.context(provider, identity, clientAuth, cas);
                set.contexts.add(context);
                identity.names().forEach(name -> set.byName.putIfAbsent(name, context));
            }
        } catch (RuntimeException e) {
            set.release();
            throw e;
        }
        return set;
    }

    /** Whether one of the certificates is for this name or address, in lower case. */
    boolean covers(String name) {
        return find(name) != null;
    }

    private @Nullable SslContext find(String asked) {
        // Some clients leave the root's dot on, which no certificate has.
        String name = asked.endsWith(".") ? asked.substring(0, asked.length() - 1) : asked;
        SslContext exact = byName.get(name);
        int dot = name.indexOf('.');
        // A wildcard stands for exactly one label (RFC 9525, section 6.3).
        return exact != null || dot <= 0 ? exact : byName.get("*" + name.substring(dot));
    }

    /**
     * The handler that encrypts one connection.
     *
     * @param name the server's name that the client asks for, in lower case; or null
     * @return null if the set has been replaced meanwhile
     */
    @Nullable
    SslHandler newHandler(@Nullable String name, ByteBufAllocator allocator) {
        if (!use()) {
            return null;
        }
        try {
            SslContext found = name == null ? null : find(name);
            return (found == null ? contexts.get(0) : found).newHandler(allocator);
        } finally {
            release();
        }
    }

    /** Each certificate's names, and when it expires. */
    @Override
    public String toString() {
        return text;
    }

    private boolean use() {
        for (int now = uses.get(); now > 0; now = uses.get()) {
            if (uses.compareAndSet(now, now + 1)) {
                return true;
            }
        }
        return false;
    }

    /** Ends one use; call it once when the set is no longer in force. */
    void release() {
        if (uses.decrementAndGet() == 0) {
            contexts.forEach(ReferenceCountUtil::release);
        }
    }
}
