package io.oneport.server.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.oneport.server.front.Transport;
import io.oneport.testing.Needs;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A port that another process has is named in the system's own words, without the name of a function and its number. */
@Timeout(60)
class TakenPortTest {
    @ParameterizedTest
    @EnumSource(Transport.class)
    void theReasonIsInPlainWords(Transport transport) throws Exception {
        Needs.transport(transport.text(), transport.available());
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = "=" + taken.getLocalPort();
            assertEquals("Address already in use", reason("--port" + port, transport));
            assertEquals(
                    "Cannot listen on 127.0.0.1:" + taken.getLocalPort()
                            + ": Address already in use (expected: an address"
                            + " of this machine in admin-host and a free port; --admin-port 0 takes any)",
                    reason("--admin-port" + port, transport));
        }
    }

    private static String reason(String flag, Transport transport) {
        return assertThrows(
                        UncheckedIOException.class,
                        () -> TestServer.start(flag, "--transport=" + transport.text())
                                .close())
                .getCause()
                .getMessage();
    }
}
