package io.oneport.server.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How much of the direct memory Netty may take. */
@Timeout(60)
class DirectMemoryTest {
    @Test
    void nettyStaysBelowTheLimitOfTheJvm() {
        assertEquals(15 << 20, DirectMemory.nettyBytes(16 << 20));
        assertEquals(30 << 20, DirectMemory.nettyBytes(32 << 20));
        assertEquals(7 << 20, DirectMemory.nettyBytes(8 << 20), "at least 1 MiB is left");
    }
}
