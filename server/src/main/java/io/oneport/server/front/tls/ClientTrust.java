package io.oneport.server.front.tls;

import io.netty.handler.ssl.OpenSslCertificateException;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.PKIXReason;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Verifies clients' certificates by the JDK, and has BoringSSL send the alert that fits (RFC 8446, section 6.2):
 * {@code unknown_ca} where no authority that is trusted has signed one, {@code bad_certificate} for what else is wrong. Of
 * itself it would send {@code internal_error}. Any thread.
 */
final class ClientTrust extends X509ExtendedTrustManager {
    /** X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY of OpenSSL. */
    private static final int UNKNOWN_ISSUER = 20;
    /** X509_V_ERR_CERT_REJECTED. */
    private static final int REJECTED = 28;

    private static final int KNOWN = -1;
    private static final Set<CertPathValidatorException.Reason> KNOWN_REASONS =
            Set.of(BasicReason.EXPIRED, BasicReason.NOT_YET_VALID, BasicReason.REVOKED);

    private final X509ExtendedTrustManager jdk;

    private ClientTrust(X509ExtendedTrustManager jdk) {
        this.jdk = jdk;
    }

    /**
     * Creates one.
     *
     * @param authorities who may have signed clients' certificates
     */
    static TrustManager of(List<X509Certificate> authorities) {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (int i = 0; i < authorities.size(); i++) {
                store.setCertificateEntry("authority" + i, authorities.get(i));
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return new ClientTrust((X509ExtendedTrustManager) factory.getTrustManagers()[0]);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("tls-client-ca: not accepted by the JDK: " + e.getMessage(), e);
        }
    }

    private interface Check {
        void run() throws CertificateException;
    }

    private static void withAlert(Check check) throws CertificateException {
        try {
            check.run();
        } catch (CertificateException e) {
            int code = code(e);
            throw code == KNOWN ? e : new OpenSslCertificateException(e.getMessage(), e, code);
        }
    }

    /** OpenSSL's number for a failure; {@link #KNOWN} where Netty finds it by itself: expired, not yet valid, revoked. */
    private static int code(Throwable failure) {
        boolean noPath = false;
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 8; depth++) {
            if (cause instanceof CertificateExpiredException || cause instanceof CertificateNotYetValidException) {
                return KNOWN;
            }
            if (cause instanceof CertPathValidatorException invalid) {
                CertPathValidatorException.Reason reason = invalid.getReason();
                return KNOWN_REASONS.contains(reason)
                        ? KNOWN
                        : reason == PKIXReason.NO_TRUST_ANCHOR ? UNKNOWN_ISSUER : REJECTED;
            }
            noPath |= cause instanceof CertPathBuilderException;
            cause = cause.getCause();
        }
        return noPath ? UNKNOWN_ISSUER : REJECTED;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        withAlert(() -> jdk.checkClientTrusted(chain, authType, engine));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        withAlert(() -> jdk.checkClientTrusted(chain, authType, socket));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        withAlert(() -> jdk.checkClientTrusted(chain, authType));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        jdk.checkServerTrusted(chain, authType, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        jdk.checkServerTrusted(chain, authType, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        jdk.checkServerTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return jdk.getAcceptedIssuers();
    }
}
