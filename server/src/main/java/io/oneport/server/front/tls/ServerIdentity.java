package io.oneport.server.front.tls;

import io.oneport.protocol.Setting;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * A certificate with its key, read and checked. Immutable: any thread.
 *
 * @param key the private key
 * @param chain the server's certificate first
 */
record ServerIdentity(PrivateKey key, List<X509Certificate> chain) {
    private static final byte[] PROBE = {1, 2, 3, 4};
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    /**
     * Reads a pair of files.
     *
     * @throws IllegalArgumentException if they can't be read, or don't belong together; the message names a setting
     */
    static ServerIdentity read(TlsSettings.Pair pair) {
        List<X509Certificate> chain = PemFile.certificates("tls-cert", pair.certificate());
        PrivateKey key = PemFile.privateKey("tls-key", pair.key());
        if (!belongs(key, chain.get(0))) {
            throw Setting.refused(
                    "tls-key", pair.key(), "the private key of the first certificate in " + pair.certificate());
        }
        return new ServerIdentity(key, chain);
    }

    private static boolean belongs(PrivateKey key, X509Certificate certificate) {
        String algorithm = key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(PROBE);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(PROBE);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false; // such as keys of two algorithms
        }
    }

    /** The names and addresses that the certificate is for, in lower case; a wildcard is as it stands there. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> alternatives = chain.get(0).getSubjectAlternativeNames();
            if (alternatives != null) {
                for (List<?> alternative : alternatives) {
                    if (alternative.get(0) instanceof Integer type && (type == DNS_NAME || type == IP_ADDRESS)) {
                        names.add(String.valueOf(alternative.get(1)).toLowerCase(Locale.ROOT));
                    }
                }
            }
        } catch (CertificateParsingException e) {
            return List.of(); // it is still good for clients that ask for no name
        }
        return List.copyOf(names);
    }

    /** When the certificate expires, in milliseconds since 1970. */
    long expiresMillis() {
        return chain.get(0).getNotAfter().getTime();
    }

    /** The names, and when the certificate expires. */
    @Override
    public String toString() {
        List<String> names = names();
        String whom = names.isEmpty() ? chain.get(0).getSubjectX500Principal().getName() : String.join(" ", names);
        return whom + " until " + chain.get(0).getNotAfter().toInstant();
    }
}
