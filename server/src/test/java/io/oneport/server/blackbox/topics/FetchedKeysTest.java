package io.oneport.server.blackbox.topics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.oneport.server.app.TestServer;
import io.oneport.server.auth.jwt.Issuer;
import io.oneport.server.blackbox.RawSocket;
import io.oneport.server.blackbox.Request;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A server whose keys are elsewhere: nobody waits for them but those whose token needs them. */
class FetchedKeysTest {
    private static final String TOKEN =
            "Authorization: Bearer " + Tokens.of("*", "*", Duration.ofHours(1), Tokens.SECRET);

    @Test
    void whileTheIssuerHangsOnlyTokensWait() throws IOException {
        try (Issuer issuer = new Issuer()) {
            issuer.hang();
            issuer.answer(200, "no keys");
            try (TestServer server = TestServer.start("--jwt-jwks=" + issuer.uri(), "--worker-threads=1");
                    RawSocket waits = RawSocket.connect(server.port());
                    RawSocket upgrade = RawSocket.connect(server.port());
                    RawSocket other = RawSocket.connect(server.port())) {
                waits.send(Request.get("/t/a").with(TOKEN).bytes());
                upgrade.send(Request.upgrade("/ws").with(TOKEN).bytes());
                for (int i = 0; i < 10; i++) {
                    assertEquals(200, other.ask(Request.get("/healthz")).status());
                    assertEquals(401, other.ask(Request.get("/t/a")).status());
                }
                issuer.release();
                assertEquals(503, waits.answer().status());
                assertEquals(503, upgrade.answer().status());
            }
        }
    }
}
