package io.oneport.server.http1;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class GzipEncoderTest {
    @Test
    void whatCameInPartsIsOneBody() throws IOException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int body = 0; body < 20; body++) {
            byte[] content = new byte[random.nextInt(100_000)];
            for (int i = 0; i < content.length; i++) {
                content[i] = (byte) random.nextInt(1 + body * 12);
            }
            GzipEncoder encoder = GzipEncoder.take();
            ByteArrayOutputStream sent = new ByteArrayOutputStream();
            for (int at = 0; at < content.length; ) {
                int count = Math.min(content.length - at, random.nextInt(5000));
                sent.writeBytes(encoder.add(content, at, count));
                at += count;
            }
            sent.writeBytes(encoder.end());
            encoder.release();
            byte[] unpacked = new GZIPInputStream(new ByteArrayInputStream(sent.toByteArray())).readAllBytes();
            assertArrayEquals(content, unpacked, "seed " + seed);
        }
    }

    @Test
    void anEventLoopHasSoManyAndNoMore() {
        List<GzipEncoder> all = new ArrayList<>();
        for (int i = 0; i < GzipEncoder.MOST; i++) {
            all.add(GzipEncoder.take());
            assertNotNull(all.get(i));
        }
        assertNull(GzipEncoder.take());
        all.get(0).release();
        all.get(0).release();
        all.set(0, GzipEncoder.take());
        assertNotNull(all.get(0));
        assertNull(GzipEncoder.take());
        all.forEach(GzipEncoder::release);
    }
}
