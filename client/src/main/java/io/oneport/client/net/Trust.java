package io.oneport.client.net;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * Whose certificates a client believes, for {@code https} and {@code wss}, and which it shows itself.
 *
 * @param authorities to trust instead of the platform's; empty for the platform's
 * @param insecure whether any certificate for any host will do
 * @param serverName the name to ask for and to expect in the certificate; empty for the target's host
 * @param own shown if the server asks for a certificate
 */
public record Trust(
        List<X509Certificate> authorities,
        boolean insecure,
        Optional<String> serverName,
        Optional<OwnCertificate> own) {
    /** The platform's authorities, and the host's name must match. */
    public static final Trust PLATFORM = new Trust(List.of(), false);

    /** As the other one; the server's name is its host, and this side shows no certificate. */
    public Trust(List<X509Certificate> authorities, boolean insecure) {
        this(authorities, insecure, Optional.empty(), Optional.empty());
    }

    public static final String FILE_FORM = "a file of certificates in PEM format that can be read";

    /**
     * Reads authorities from a file. Blocks.
     *
     * @throws IllegalArgumentException if there is nothing of the kind; the message is {@link #FILE_FORM}
     */
    public static List<X509Certificate> authorities(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            List<X509Certificate> found = CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
            if (!found.isEmpty()) {
                return found;
            }
        } catch (IOException | CertificateException unreadable) {
            throw new IllegalArgumentException(FILE_FORM, unreadable);
        }
        throw new IllegalArgumentException(FILE_FORM);
    }

    /** Builds the TLS context. May block to read the platform's authorities; never on an event loop. */
    public SslContext context() throws IOException {
        SslContextBuilder builder = SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                // An empty name turns the check of the host's name off.
                .endpointIdentificationAlgorithm(insecure ? "" : "HTTPS");
        if (insecure) {
            builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
        } else if (!authorities.isEmpty()) {
            builder.trustManager(authorities);
        }
        own.ifPresent(
                files -> builder.keyManager(files.chain().toFile(), files.key().toFile()));
        return builder.build();
    }

    /**
     * Makes what speaks TLS on one socket.
     *
     * @param context made by {@link #context()}
     * @param timeoutMillis the longest that the handshake may take
     */
    public SslHandler handler(SslContext context, Channel channel, Target target, int timeoutMillis) {
        SslHandler handler = context.newHandler(channel.alloc(), serverName.orElse(target.named()), target.port());
        handler.setHandshakeTimeoutMillis(timeoutMillis);
        return handler;
    }
}
