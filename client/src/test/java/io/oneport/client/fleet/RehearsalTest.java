package io.oneport.client.fleet;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.oneport.client.net.IoTransport;
import io.oneport.client.net.Target;
import io.oneport.client.wire.LoopbackEcho;
import io.oneport.testing.Needs;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RehearsalTest {
    /** It has no figures to look at; LeakPresenceDetector sees what it leaves behind. */
    @ParameterizedTest
    @EnumSource(IoTransport.class)
    void itEndsByItself(IoTransport transport) throws Exception {
        Needs.transport(transport.text(), transport.available());
        Rehearsal.hold(transport);
        assertFalse(Thread.currentThread().isInterrupted());
    }

    @Test
    void whoInterruptsItEndsTheCommand() {
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> Rehearsal.hold(IoTransport.best()));
    }

    /** It ends without an interrupt, and is no reason to end the command. */
    @Test
    void whereItCantBeHeldTheRunDoesWithout() throws Exception {
        try (Socket bound = new Socket()) {
            // Nobody listens there, and nobody else can.
            bound.bind(new InetSocketAddress("127.0.0.1", 0));
            Rehearsal.hold(IoTransport.best(), new Target(false, "127.0.0.1", bound.getLocalPort(), LoopbackEcho.PATH));
        }
        assertFalse(Thread.currentThread().isInterrupted());
    }
}
