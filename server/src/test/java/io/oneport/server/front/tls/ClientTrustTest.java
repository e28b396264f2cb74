package io.oneport.server.front.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslCertificateException;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.oneport.testing.Needs;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;

class ClientTrustTest {
    private static CertificateBuilder certificate(String subject) {
        return new CertificateBuilder().subject(subject).ecp256();
    }

    private static X509Bundle authority(String subject) throws Exception {
        return certificate(subject).setIsCertificateAuthority(true).buildSelfSigned();
    }

    private static int codeFor(X509Bundle presented, X509Bundle trusted) throws Exception {
        return assertThrows(OpenSslCertificateException.class, () -> check(presented, trusted))
                .errorCode();
    }

    private static void check(X509Bundle presented, X509Bundle trusted) throws CertificateException {
        X509TrustManager trust = (X509TrustManager) ClientTrust.of(List.of(trusted.getCertificate()));
        trust.checkClientTrusted(presented.getCertificatePath(), "EC");
    }

    @Test
    void eachFailureHasItsCode() throws Exception {
        Needs.met(OpenSsl.isAvailable(), "BoringSSL", "Linux on x86-64 or ARM64");
        X509Bundle trusted = authority("CN=root");
        check(certificate("CN=good").buildIssuedBy(trusted), trusted);
        assertEquals(20, codeFor(certificate("CN=a").buildIssuedBy(authority("CN=other")), trusted), "unknown issuer");
        assertEquals(28, codeFor(certificate("CN=b").buildIssuedBy(authority("CN=root")), trusted), "rejected");
        X509Bundle expired = certificate("CN=c")
                .notBefore(Instant.now().minus(Duration.ofHours(2)))
                .notAfter(Instant.now().minus(Duration.ofHours(1)))
                .buildIssuedBy(trusted);
        CertificateException late = assertThrows(CertificateException.class, () -> check(expired, trusted));
        assertFalse(late instanceof OpenSslCertificateException, "Netty knows this one");
    }
}
