package io.oneport.server.front;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which addresses a list of blocks contains. */
class TrustedProxiesTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.0.1, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "10.0.0.0/8, 9.255.255.255, false",
        "192.168.1.128/25, 192.168.1.128, true",
        "192.168.1.128/25, 192.168.1.127, false",
        "192.0.2.1, 192.0.2.1, true",
        "192.0.2.1, 192.0.2.2, false",
        "0.0.0.0/0, 1.2.3.4, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "::/0, 2001:db8::1, true",
        "::/0, 1.2.3.4, false",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "::ffff:10.0.0.0/104, 10.1.2.3, true",
        "::ffff:10.0.0.0/104, 11.1.2.3, false",
        "10.0.0.0/8, ::ffff:10.1.2.3, true",
        "::1, ::1, true"
    })
    void aBlockContainsItsAddresses(String block, String address, boolean contains) throws Exception {
        InetSocketAddress peer = new InetSocketAddress(InetAddress.getByName(address), 1);
        assertEquals(contains, new TrustedProxies(List.of(block)).contains(peer));
        assertEquals(contains, new TrustedProxies(List.of("198.51.100.7", block)).contains(peer));
    }

    @Test
    void noAddressIsNotTrusted() {
        TrustedProxies all = new TrustedProxies(List.of("0.0.0.0/0"));
        assertFalse(all.contains(null));
        assertFalse(all.contains(InetSocketAddress.createUnresolved("proxy.example", 1)));
        assertTrue(TrustedProxies.none().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.1/8",
                "10.0.0.0/33",
                "10.0.0.0/",
                "10.0.0.0/-1",
                "10.0.0.0/8/8",
                "10.0.0",
                "010.0.0.1",
                "10.0.00.0/8",
                "proxy.example",
                "2001:db8::1/32",
                "::/129",
                "::ffff:0.0.0.0/95",
                "*"
            })
    void whatIsNoBlockIsRefused(String block) {
        String refused = assertThrows(IllegalArgumentException.class, () -> new TrustedProxies(List.of(block)))
                .getMessage();
        assertTrue(refused.startsWith("trusted-proxy: " + block + " (expected: "), refused);
    }
}
