package io.oneport.client.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.Scanner;
import org.junit.jupiter.api.Test;

class CapacityTest {
    @Test
    void socketsShareMemoryInPowersOfTwo() {
        assertEquals(1 << 16, Capacity.messagesPerSocket(1));
        assertEquals(1 << 16, Capacity.messagesPerSocket(0));
        assertEquals(1 << 12, Capacity.messagesPerSocket(1000));
        assertEquals(1 << 10, Capacity.messagesPerSocket(1_000_000));
    }

    @Test
    void eachSourceAddressHasItsPorts() throws Exception {
        long one = Capacity.portsAvailable(List.of());
        InetAddress address = InetAddress.getByName("127.0.0.2");
        assertTrue(one > 0);
        assertEquals(systemsPorts().orElse(one), one);
        assertEquals(one, Capacity.portsAvailable(List.of(address)));
        assertEquals(2 * one, Capacity.portsAvailable(List.of(address, InetAddress.getByName("127.0.0.3"))));
    }

    /** What the system says, asked another way; empty where it says nothing. */
    private static OptionalLong systemsPorts() throws IOException {
        Path file = Path.of("/proc/sys/net/ipv4/ip_local_port_range");
        if (!Files.exists(file)) {
            return OptionalLong.empty();
        }
        try (Scanner numbers = new Scanner(file)) {
            long first = numbers.nextLong();
            return OptionalLong.of(numbers.nextLong() - first + 1);
        }
    }

    @Test
    void portsRestForASecondOrAMinute() throws Exception {
        int far = Capacity.portRestSeconds(InetAddress.getByName("192.0.2.1"));
        int here = Capacity.portRestSeconds(InetAddress.getLoopbackAddress());
        assertTrue(far == 1 || far == 60, "" + far);
        assertTrue(here == 1 || here == 60 && far == 60, here + ", " + far);
    }

    @Test
    void refusesWhatCanNotBeHeldAndSaysHowMuchCan() {
        Capacity.requireRoom(1, List.of());
        String message = assertThrows(
                        IllegalArgumentException.class, () -> Capacity.requireRoom(Integer.MAX_VALUE, List.of()))
                .getMessage();
        assertTrue(message.startsWith("sockets: 2147483647 (expected: at most "), message);
    }
}
