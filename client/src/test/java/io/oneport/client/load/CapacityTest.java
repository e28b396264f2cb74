package io.oneport.client.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.List;
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
        assertEquals(one, Capacity.portsAvailable(List.of(address)));
        assertEquals(2 * one, Capacity.portsAvailable(List.of(address, InetAddress.getByName("127.0.0.3"))));
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
