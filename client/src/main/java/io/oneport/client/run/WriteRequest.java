package io.oneport.client.run;

import io.oneport.client.net.SnappyBlock;
import io.oneport.client.run.LiveFigures.Family;
import io.oneport.client.run.LiveFigures.Figure;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The body of one request of Prometheus remote write, version 1.0: a {@code WriteRequest} in protocol buffers, compressed as a
 * Snappy block. Stateless: any thread.
 */
final class WriteRequest {
    /** The value that ends a series (specification of remote write, "Stale Markers"). */
    private static final long STALE = 0x7ff0000000000002L;

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;

    private WriteRequest() {}

    /**
     * Encodes figures.
     *
     * @param labels added to each series, where it has none of that name
     * @param epochMillis when they were taken
     * @param last whether none follow: each series then gets a marker that it ends, in place of its value
     */
    static byte[] encode(List<Family> families, Map<String, String> labels, long epochMillis, boolean last) {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        for (Family family : families) {
            for (Figure figure : family.figures()) {
                long value = last ? STALE : Double.doubleToLongBits(figure.value());
                message(request, 1, series -> series(series, all(figure, labels), value, epochMillis));
            }
        }
        return SnappyBlock.of(request.toByteArray());
    }

    /** In the order of their names, as the specification wants it. */
    private static SortedMap<String, String> all(Figure figure, Map<String, String> labels) {
        SortedMap<String, String> all = new TreeMap<>(labels);
        all.putAll(figure.labels());
        all.put("__name__", figure.name());
        return all;
    }

    private static void series(
            ByteArrayOutputStream to, SortedMap<String, String> labels, long value, long epochMillis) {
        labels.forEach((name, text) -> message(to, 1, label -> {
            string(label, 1, name);
            string(label, 2, text);
        }));
        message(to, 2, sample -> {
            sample.write(1 << 3 | FIXED64);
            for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
                sample.write((int) (value >>> shift));
            }
            sample.write(2 << 3 | VARINT);
            varint(sample, epochMillis);
        });
    }

    private static void message(ByteArrayOutputStream to, int field, Consumer<ByteArrayOutputStream> content) {
        ByteArrayOutputStream inner = new ByteArrayOutputStream();
        content.accept(inner);
        bytes(to, field, inner.toByteArray());
    }

    private static void string(ByteArrayOutputStream to, int field, String text) {
        bytes(to, field, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void bytes(ByteArrayOutputStream to, int field, byte[] content) {
        to.write(field << 3 | BYTES);
        varint(to, content.length);
        to.writeBytes(content);
    }

    /** Seven bits a byte, the low ones first. */
    private static void varint(ByteArrayOutputStream to, long value) {
        long left = value;
        while ((left & ~0x7fL) != 0) {
            to.write((int) (left & 0x7f | 0x80));
            left >>>= 7;
        }
        to.write((int) left);
    }
}
