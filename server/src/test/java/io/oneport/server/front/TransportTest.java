package io.oneport.server.front;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.testing.Needs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@code auto} stands for, and how io_uring is set up. */
class TransportTest {
    @Test
    void autoIsIoUringWhereItHasARingToReceiveIntoAndElseTheNextBest() {
        Transport otherwise = Transport.EPOLL.available() ? Transport.EPOLL : Transport.NIO;
        assertEquals(ReceiveRing.available() ? Transport.IO_URING : otherwise, Transport.AUTO.resolve());
    }

    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void whatIsNamedIsTaken(Transport transport) {
        Needs.transport(transport.text(), transport.available());
        assertSame(transport, transport.resolve());
    }

    @Test
    void completionsOfOneWriteToEachOfManySocketsFitIntoTheQueue() {
        Needs.transport("io_uring", Transport.IO_URING.available());
        assertTrue(Transport.ioUring().getCqSize() >= Transport.COMPLETIONS);
        assertNotNull(Transport.IO_URING.ioHandlers(), "it may be set up like that");
    }
}
