package io.oneport.server.cost;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.server.front.Transport;
import io.oneport.testing.Needs;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Our code makes no object for an echo or a delivery. On epoll, where Netty makes none either, that is what is counted:
 * 0 bytes, in the interpreter as well, so it does not depend on what the compiler optimises away. Not zero in the table
 * because now and then the event loop looks at deadlines and topics; at the smallest object, 16 bytes, because one for
 * each message is to be found.
 *
 * <p>The other transports are here so that nothing grows there unseen; what they allocate is Netty's. NIO: a slice of
 * the buffer, 64 bytes, for each read and each write; on JDK 25 an echo takes 64 bytes more. io_uring:
 * {@code IoUringIoOps}, 72 bytes, for each send; a slice of the ring's buffer, 64 bytes, for each read; a lambda for each
 * turn of the loop. Some of that the compiler optimises away or does not: 47 bytes were counted for an echo.
 *
 * <p>An HTTP request has an {@code Exchange}, 32 bytes; one that is logged has its {@code AccessEntry}, 104 bytes, and the
 * bytes of its client's address, 24, but no text. A publication, whatever the number of its readers, has the
 * message that history keeps, one encoded frame that its readers share, and what it is handed on with: 500 to 570 bytes.
 */
class AllocationTest {
    @Test
    void aMessageCostsNoObjectOfOurs() throws IOException, InterruptedException {
        assertCosts("epoll", 16, 16, 16, 48, 608);
    }

    @Tag("load")
    @ParameterizedTest
    @CsvSource({"nio, 224, 16, 80, 256, 752", "io_uring, 192, 96, 96, 224, 752"})
    void norDoesItElsewhere(String transport, int echo, int echoOf16, int delivery, int request, int publication)
            throws IOException, InterruptedException {
        assertCosts(transport, echo, echoOf16, delivery, request, publication);
    }

    private static void assertCosts(
            String transport, int echo, int echoOf16, int delivery, int request, int publication)
            throws IOException, InterruptedException {
        Needs.transport(
                transport, Transport.valueOf(transport.toUpperCase(Locale.ROOT)).available());
        List<String> counted = Probe.run(AllocationProbe.class, transport);
        assertAll(
                () -> assertBelow(echo, counted, "echo"),
                () -> assertBelow(echoOf16, counted, "echo-of-16"),
                () -> assertBelow(delivery, counted, "delivery"),
                () -> assertBelow(request, counted, "http"),
                () -> assertBelow(request + 136, counted, "http-logged-common"),
                () -> assertBelow(request + 136, counted, "http-logged-json"),
                () -> assertBelow(publication, counted, "publication"));
    }

    private static void assertBelow(int bytes, List<String> counted, String what) {
        double found = Probe.value(counted, what);
        assertTrue(found < bytes, what + ": " + found + " bytes (expected: less than " + bytes + ")");
    }
}
