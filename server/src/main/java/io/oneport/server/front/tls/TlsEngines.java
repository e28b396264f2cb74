package io.oneport.server.front.tls;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLException;

/** How TLS is spoken here: by which library, in which versions, with which ciphers. Any thread. */
final class TlsEngines {
    /** The one protocol that is agreed on by ALPN. */
    static final String HTTP_1_1 = "http/1.1";

    /** Without TLS 1.0 and 1.1 (RFC 8996). */
    private static final List<String> VERSIONS = List.of("TLSv1.3", "TLSv1.2");

    /** Authenticated encryption with forward secrecy only: what RFC 9325, section 4.2, recommends, and TLS 1.3. */
    private static final List<String> CIPHERS = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    static {
        // The JDK's engine would let clients renegotiate in TLS 1.2; BoringSSL never does. Read once, by its first use.
        if (System.getProperty("jdk.tls.rejectClientInitiatedRenegotiation") == null) {
            System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
        }
    }

    private TlsEngines() {}

    /** BoringSSL if it can be loaded, else the JDK's. */
    static SslProvider best() {
        return OpenSsl.isAvailable() ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK;
    }

    /** The library that a provider stands for, as a person is told it. */
    static String text(SslProvider provider) {
        return provider == SslProvider.JDK
                ? "the JDK (" + Runtime.version().feature() + "; BoringSSL is not available here: "
                        + reason(OpenSsl.unavailabilityCause()) + ")"
                : "BoringSSL";
    }

    private static String reason(Throwable cause) {
        return cause == null ? "not asked for" : String.valueOf(cause.getMessage());
    }

    /**
     * Makes what creates the engines of one certificate.
     *
     * @param clientCas the authorities that may have signed clients' certificates; empty if none are asked for
     * @throws IllegalArgumentException if the library does not take the certificate or its key
     */
    static SslContext context(
            SslProvider provider, ServerIdentity identity, ClientAuth clientAuth, List<X509Certificate> clientCas) {
        try {
            SslContextBuilder builder = SslContextBuilder.forServer(
                            identity.key(), identity.chain().toArray(X509Certificate[]::new))
                    .sslProvider(provider)
                    .protocols(VERSIONS)
                    .ciphers(CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
                    .clientAuth(clientAuth)
                    .applicationProtocolConfig(new ApplicationProtocolConfig(
                            ApplicationProtocolConfig.Protocol.ALPN,
                            ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                            ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                            HTTP_1_1));
            if (!clientCas.isEmpty()) {
                if (provider == SslProvider.JDK) {
                    builder.trustManager(clientCas.toArray(X509Certificate[]::new));
                } else {
                    builder.trustManager(ClientTrust.of(clientCas));
                }
            }
            return builder.build();
        } catch (SSLException e) {
            throw new IllegalArgumentException(
                    "tls-cert: not accepted by " + text(provider) + ": " + e.getMessage(), e);
        }
    }
}
