package io.oneport.client.net;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
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

/**
 * Whose certificates a client believes, for {@code https} and {@code wss}.
 *
 * @param authorities to trust instead of the platform's; empty for the platform's
 * @param insecure whether any certificate for any host will do
 */
public record Trust(List<X509Certificate> authorities, boolean insecure) {
    /** The platform's authorities, and the host's name must match. */
    public static final Trust PLATFORM = new Trust(List.of(), false);

    public static final String FILE_FORM = "a file of certificates in PEM form that can be read";

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
        return builder.build();
    }
}
