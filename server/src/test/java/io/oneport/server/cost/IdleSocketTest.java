package io.oneport.server.cost;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.server.front.Transport;
import io.oneport.testing.Needs;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * An idle WebSocket costs no more than docs/benchmarks.md says, on a JVM with compressed class pointers. These are the
 * figures that were counted, and not round ones above them: they may be lowered, and a field or an object more is to be
 * noticed. Netty's are beside ours because a handler of ours costs a context of Netty's.
 */
class IdleSocketTest {
    @ParameterizedTest
    @CsvSource({"epoll, 6, 312, 22, 912", "nio, 5, 296, 18, 792", "io_uring, 5, 296, 23, 1072"})
    void anIdleWebSocketKeepsNoMoreThanItDid(
            String transport, int objects, int bytes, int objectsOfNetty, int bytesOfNetty)
            throws IOException, InterruptedException {
        Needs.transport(
                transport, Transport.valueOf(transport.toUpperCase(Locale.ROOT)).available());
        List<String> counted = Probe.run(IdleSocketProbe.class, transport);
        assertAtMost(objects, counted, "io.oneport.objects");
        assertAtMost(bytes, counted, "io.oneport.bytes");
        assertAtMost(objectsOfNetty, counted, "io.netty.objects");
        assertAtMost(bytesOfNetty, counted, "io.netty.bytes");
    }

    /** Rounded: a few objects more or fewer are the server's own, and not its sockets'. */
    private static void assertAtMost(int most, List<String> counted, String what) {
        long found = Math.round(Probe.value(counted, what));
        assertTrue(
                found <= most,
                () -> what + ": " + found + " (expected: " + most + " at most)\n" + String.join("\n", counted));
    }
}
