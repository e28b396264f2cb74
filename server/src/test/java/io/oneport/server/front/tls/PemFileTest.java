package io.oneport.server.front.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.server.blackbox.TestCertificates;
import io.oneport.testing.Needs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Keys in every usual form, and what is said of files that are none. */
@Timeout(60)
class PemFileTest {
    @TempDir
    private Path folder;

    private TestCertificates certificates;

    @BeforeEach
    void create() throws Exception {
        certificates = new TestCertificates(folder);
        certificates.create("ec", "ec.test");
        certificates.write("rsa", certificates.issueRsa("rsa", "rsa.test"));
    }

    @Test
    void olderFormsOfKeysAreTheSameKeys() throws Exception {
        Needs.program("openssl", "openssl");
        assertSameKey("rsa", "-traditional");
        assertSameKey("ec");
    }

    private void assertSameKey(String kind, String... form) throws Exception {
        Path old = folder.resolve(kind + ".old");
        List<String> command = new ArrayList<>(List.of("openssl", kind, "-in"));
        command.addAll(List.of(certificates.keyFile(kind).toString(), "-out", old.toString()));
        command.addAll(List.of(form));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertEquals(0, process.waitFor(), command::toString);
        assertTrue(Files.readString(old).contains("BEGIN " + kind.toUpperCase(Locale.ROOT) + " PRIVATE KEY"));
        TlsSettings.Pair pair = new TlsSettings.Pair(certificates.certificateFile(kind), old);
        assertEquals(List.of(kind + ".test"), ServerIdentity.read(pair).names());
    }

    @Test
    void badFilesAreRefusedWithTheirNames() throws Exception {
        Path key = certificates.keyFile("ec");
        Path missing = folder.resolve("missing.pem");
        assertRefused("tls-cert: " + missing + " (expected: an existing file with certificates in PEM)", missing, key);
        Path empty = Files.writeString(folder.resolve("empty.pem"), "");
        assertRefused("tls-cert: " + empty + " (expected: a PEM file with at least one CERTIFICATE)", empty, key);
        assertRefused(
                "tls-key: " + empty + " (expected: a private key in PEM, RSA or EC, without a password)",
                certificates.certificateFile("ec"),
                empty);
        assertRefused(
                "tls-key: " + certificates.keyFile("rsa") + " (expected: the private key of the first certificate in "
                        + certificates.certificateFile("ec") + ")",
                certificates.certificateFile("ec"),
                certificates.keyFile("rsa"));
        Path encrypted = Files.writeString(
                folder.resolve("encrypted.pem"),
                "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END RSA PRIVATE KEY-----\n");
        assertRefused(
                "tls-key: " + encrypted + " (expected: a private key in PEM, RSA or EC, without a password)",
                certificates.certificateFile("ec"),
                encrypted);
        Path broken = Files.writeString(
                folder.resolve("broken.pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        assertRefused("tls-cert: " + broken + " (expected: X.509 certificates; one of them is malformed)", broken, key);
    }

    private static void assertRefused(String message, Path certificate, Path key) {
        assertEquals(
                message,
                assertThrows(
                                IllegalArgumentException.class,
                                () -> ServerIdentity.read(new TlsSettings.Pair(certificate, key)))
                        .getMessage());
    }
}
