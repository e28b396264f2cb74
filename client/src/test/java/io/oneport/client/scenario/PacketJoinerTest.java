package io.oneport.client.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class PacketJoinerTest {
    private final List<String> found = new ArrayList<>();

    private boolean add(PacketJoiner joiner, byte[] content) {
        return joiner.add(
                content,
                content.length,
                (bytes, length) -> found.add(HexFormat.of().formatHex(Arrays.copyOf(bytes, length))));
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    /** A CONNACK, a PINGRESP, and a PUBLISH whose length takes two bytes. */
    private static byte[] three() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(bytes("20020000"));
        all.writeBytes(bytes("d000"));
        all.writeBytes(bytes("30c801"));
        all.writeBytes(new byte[200]);
        return all.toByteArray();
    }

    private void areFound() {
        assertEquals(3, found.size());
        assertEquals("20020000", found.get(0));
        assertEquals("d000", found.get(1));
        assertEquals("30c801" + "00".repeat(200), found.get(2));
        found.clear();
    }

    @Test
    void packetsAreFoundHoweverTheyAreCut() {
        byte[] all = three();
        for (int cut = 0; cut <= all.length; cut++) {
            PacketJoiner joiner = new PacketJoiner();
            assertTrue(add(joiner, Arrays.copyOf(all, cut)));
            assertTrue(add(joiner, Arrays.copyOfRange(all, cut, all.length)));
            areFound();
        }
        PacketJoiner joiner = new PacketJoiner();
        for (byte one : all) {
            assertTrue(add(joiner, new byte[] {one}));
        }
        areFound();
    }

    @Test
    void whatIsTooLongOrNoMqttIsRefused() {
        assertFalse(add(new PacketJoiner(), bytes("30ffffffffff")));
        assertFalse(add(new PacketJoiner(), bytes("30ffffff7f")));
        assertEquals(List.of(), found);
    }
}
