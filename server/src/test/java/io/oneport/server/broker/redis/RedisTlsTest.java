package io.oneport.server.broker.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.pkitesting.X509Bundle;
import io.oneport.server.blackbox.TestCertificates;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TLS to a real Redis, and what is said of a certificate that is not good. */
@Timeout(60)
class RedisTlsTest {
    @TempDir
    private Path own;

    @TempDir
    private Path others;

    @Test
    void aGoodCertificateIsTakenAndOthersAreNamed() throws Exception {
        TestCertificates certificates = new TestCertificates(own);
        TestCertificates foreign = new TestCertificates(others);
        certificates.create("redis", "127.0.0.1", "localhost");
        int port = RedisServer.freePort();
        try (RedisServer redis = RedisServer.start(
                "--tls-port",
                "" + port,
                "--tls-cert-file",
                certificates.certificateFile("redis").toString(),
                "--tls-key-file",
                certificates.keyFile("redis").toString(),
                "--tls-auth-clients",
                "no",
                "--tls-ca-cert-file",
                certificates.authorityFile().toString())) {
            for (String host : List.of("127.0.0.1", "localhost")) {
                try (RedisFormsTest.Client client = client(host, port, certificates)) {
                    client.untilReady();
                    client.publishSurely(host, "one");
                    assertEquals(List.of("one"), client.read(host));
                }
            }
            String unknown = "its certificate is signed by no authority that is trusted (expected: one of engine-ca";
            expectRefusal(unknown, "rediss://127.0.0.1:" + port, foreign.authorityFile());
            expectRefusal(unknown, "rediss://127.0.0.1:" + port, null);
            expectRefusal("closed the connection at once (expected: rediss://", "redis://127.0.0.1:" + port, null);
            use(redis, certificates, "other", certificates.issue("other", "redis.example", "192.0.2.1"));
            expectRefusal(
                    "its certificate is refused: No subject alternative",
                    "rediss://127.0.0.1:" + port,
                    certificates.authorityFile());
            expectRefusal(
                    "its certificate is refused: No subject alternative",
                    "rediss://localhost:" + port,
                    certificates.authorityFile());
            use(redis, certificates, "expired", certificates.issueExpired("expired", "127.0.0.1"));
            expectRefusal(
                    "its certificate has expired: NotAfter",
                    "rediss://127.0.0.1:" + port,
                    certificates.authorityFile());
        }
    }

    private static RedisFormsTest.Client client(String host, int port, TestCertificates certificates) {
        return new RedisFormsTest.Client("rediss://" + host + ":" + port, null, certificates.authorityFile());
    }

    private static void use(RedisServer redis, TestCertificates certificates, String file, X509Bundle bundle)
            throws Exception {
        certificates.write(file, bundle);
        assertEquals(
                "OK",
                redis.cli(
                        "CONFIG",
                        "SET",
                        "tls-cert-file",
                        certificates.certificateFile(file).toString(),
                        "tls-key-file",
                        certificates.keyFile(file).toString()));
    }

    private static void expectRefusal(String why, String url, Path authority) {
        try (RedisFormsTest.Client client = new RedisFormsTest.Client(url, null, authority)) {
            client.untilAway(why);
        }
    }
}
