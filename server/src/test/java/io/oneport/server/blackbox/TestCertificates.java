package io.oneport.server.blackbox;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyManagementException;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** An authority of the test's own, and certificates that it signs, as files and for clients. */
public final class TestCertificates {
    private static final char[] PASSWORD = "changeit".toCharArray();

    private final Path directory;
    private final X509Bundle authority;

    public TestCertificates(Path directory) throws Exception {
        this.directory = directory;
        this.authority =
                builder("CN=test authority").setIsCertificateAuthority(true).buildSelfSigned();
        Files.writeString(authorityFile(), authority.getCertificatePEM());
    }

    private static CertificateBuilder builder(String subject) {
        return new CertificateBuilder()
                .subject(subject)
                .notBefore(Instant.now().minus(Duration.ofHours(1)))
                .notAfter(Instant.now().plus(Duration.ofDays(1)))
                .ecp256();
    }

    /** The authority's own certificate. */
    public Path authorityFile() {
        return directory.resolve("ca.pem");
    }

    public Path certificateFile(String file) {
        return directory.resolve(file + ".pem");
    }

    public Path keyFile(String file) {
        return directory.resolve(file + ".key");
    }

    /** A certificate for names or IPv4 addresses, with the subject CN=file. */
    public X509Bundle issue(String file, String... names) throws Exception {
        return issue(builder("CN=" + file), names);
    }

    /** One whose time has passed. */
    public X509Bundle issueExpired(String file, String... names) throws Exception {
        return issue(builder("CN=" + file).notAfter(Instant.now().minusSeconds(60)), names);
    }

    /** The same with an RSA key. */
    public X509Bundle issueRsa(String file, String... names) throws Exception {
        return issue(builder("CN=" + file).rsa2048(), names);
    }

    private X509Bundle issue(CertificateBuilder builder, String... names) throws Exception {
        byte[] alternatives = {};
        for (String name : names) {
            alternatives = Bytes.concat(
                    alternatives,
                    name.matches("[0-9.]+")
                            ? element(0x87, InetAddress.getByName(name).getAddress())
                            : element(0x82, Bytes.latin1(name)));
        }
        return builder.addExtensionOctetString("2.5.29.17", false, element(0x30, alternatives)) // which has wildcards
                .buildIssuedBy(authority);
    }

    /** An element of DER with up to 127 bytes. */
    private static byte[] element(int tag, byte[] content) {
        return Bytes.concat(new byte[] {(byte) tag, (byte) content.length}, content);
    }

    /** Writes a certificate's chain and its key, each in one step. */
    public void write(String file, X509Bundle bundle) throws IOException {
        replace(certificateFile(file), bundle.getCertificatePathPEM());
        replace(keyFile(file), bundle.getPrivateKeyPEM());
    }

    private static void replace(Path file, String text) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.writeString(next, text);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Issues one, and writes it. */
    public void create(String file, String... names) throws Exception {
        write(file, issue(file, names));
    }

    /** The flags of a server that has this certificate. */
    public String[] flags(String file) {
        return new String[] {"--tls-cert=" + certificateFile(file), "--tls-key=" + keyFile(file)};
    }

    /** What a client needs that trusts the authority. */
    public SSLContext client() throws GeneralSecurityException {
        return client(new KeyManager[0]);
    }

    /** The same, with a certificate of its own. */
    public SSLContext client(X509Bundle own) throws GeneralSecurityException, IOException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setKeyEntry("own", own.getKeyPair().getPrivate(), PASSWORD, own.getCertificatePath());
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, PASSWORD);
        return client(factory.getKeyManagers());
    }

    private SSLContext client(KeyManager[] keys) throws GeneralSecurityException, KeyManagementException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, new TrustManager[] {authority.toTrustManager()}, null);
        return context;
    }
}
