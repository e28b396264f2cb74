package io.oneport.server.features.topics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** What it says of a header is what the JDK's class does with it: that class must not be asked where it would fail. */
class GzipHeaderTest {
    private static boolean theJdkTakes(byte[] data) {
        try {
            new GZIPInputStream(new ByteArrayInputStream(data)).close();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** A header with these flags. */
    private static byte[] header(int flags) {
        byte[] all = new byte[64];
        all[0] = 0x1f;
        all[1] = (byte) 0x8b;
        all[2] = 8;
        all[3] = (byte) flags;
        int at = 10;
        if ((flags & 4) != 0) {
            all[at] = 3;
            at += 2 + 3;
        }
        for (int flag = 8; flag <= 16; flag += 8) {
            if ((flags & flag) != 0) {
                all[at] = 'n';
                at += 2;
            }
        }
        if ((flags & 2) != 0) {
            CRC32 crc = new CRC32();
            crc.update(all, 0, at);
            all[at++] = (byte) crc.getValue();
            all[at++] = (byte) (crc.getValue() >> 8);
        }
        return Arrays.copyOf(all, at);
    }

    @Test
    void aHeaderThatIsCutAnywhereIsNone() {
        for (int flags = 0; flags < 32; flags++) {
            byte[] header = header(flags);
            for (int length = 0; length <= header.length; length++) {
                byte[] cut = Arrays.copyOf(header, length);
                assertEquals(length == header.length, GzipHeader.begins(cut), "flags " + flags + " length " + length);
                assertEquals(theJdkTakes(cut), GzipHeader.begins(cut), "flags " + flags + " length " + length);
            }
        }
    }

    @Test
    void aHeaderThatIsChangedAnywhereIsJudgedAsTheJdkDoes() {
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            byte[] header = header(random.nextInt(32));
            header[random.nextInt(header.length)] ^= (byte) (1 << random.nextInt(8));
            if ((header[3] & 0xe0) == 0) { // an older JDK takes the reserved flags
                assertEquals(theJdkTakes(header), GzipHeader.begins(header), () -> Arrays.toString(header));
            }
        }
    }
}
