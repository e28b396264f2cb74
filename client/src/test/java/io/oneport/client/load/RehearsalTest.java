package io.oneport.client.load;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.oneport.client.net.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RehearsalTest {
    /** It has no figures to look at; LeakPresenceDetector sees what it leaves behind. */
    @ParameterizedTest
    @EnumSource(Transport.class)
    void itEndsByItself(Transport transport) throws Exception {
        assumeTrue(transport.available());
        Rehearsal.hold(transport);
        assertFalse(Thread.currentThread().isInterrupted());
    }

    @Test
    void whoInterruptsItEndsTheCommand() {
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> Rehearsal.hold(Transport.best()));
    }
}
