package io.oneport.server.front.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.handler.codec.DecoderException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

class TlsWireTest {
    private static final String NOT_ACCEPTED =
            "the client's certificate is not accepted (expected: a valid one from an authority in tls-client-ca)";

    @Test
    void aCertificateThatIsNotAcceptedIsTheReasonAndNotWhatWrapsIt() {
        Throwable wrapped =
                new SSLHandshakeException("General OpenSslEngine problem").initCause(new CertificateException("CN=x"));
        assertEquals(NOT_ACCEPTED, TlsWire.text(wrapped));
        assertEquals(NOT_ACCEPTED, TlsWire.text(new DecoderException(wrapped)));
        assertEquals(
                "the TLS library refuses a message, and gives no reason",
                TlsWire.text(new SSLHandshakeException(
                        "error:00000000:invalid library (0):OPENSSL_internal:invalid library (0)")));
        assertEquals(
                "NO_SHARED_CIPHER",
                TlsWire.text(
                        new SSLHandshakeException("error:100000b8:SSL routines:OPENSSL_internal:NO_SHARED_CIPHER")));
    }
}
