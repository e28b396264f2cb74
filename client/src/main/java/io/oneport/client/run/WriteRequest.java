package io.oneport.client.run;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.compression.Snappy;
import io.oneport.client.run.LiveFigures.Family;
import io.oneport.client.run.LiveFigures.Sample;
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
        ByteBuf request = Unpooled.buffer();
        for (Family family : families) {
            for (Sample sample : family.samples()) {
                long value = last ? STALE : Double.doubleToLongBits(sample.value());
                message(request, 1, series -> series(series, all(sample, labels), value, epochMillis));
            }
        }
        ByteBuf compressed = Unpooled.buffer();
        new Snappy().encode(request, compressed, request.readableBytes());
        byte[] body = new byte[compressed.readableBytes()];
        compressed.readBytes(body);
        return body;
    }

    /** In the order of their names, as the specification wants it. */
    private static SortedMap<String, String> all(Sample sample, Map<String, String> labels) {
        SortedMap<String, String> all = new TreeMap<>(labels);
        all.putAll(sample.labels());
        all.put("__name__", sample.name());
        return all;
    }

    private static void series(ByteBuf to, SortedMap<String, String> labels, long value, long epochMillis) {
        labels.forEach((name, text) -> message(to, 1, label -> {
            string(label, 1, name);
            string(label, 2, text);
        }));
        message(to, 2, sample -> {
            varint(sample, 1 << 3 | FIXED64);
            sample.writeLongLE(value);
            varint(sample, 2 << 3 | VARINT);
            varint(sample, epochMillis);
        });
    }

    private static void message(ByteBuf to, int field, Consumer<ByteBuf> content) {
        ByteBuf inner = Unpooled.buffer();
        content.accept(inner);
        varint(to, field << 3 | BYTES);
        varint(to, inner.readableBytes());
        to.writeBytes(inner);
    }

    private static void string(ByteBuf to, int field, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        varint(to, field << 3 | BYTES);
        varint(to, bytes.length);
        to.writeBytes(bytes);
    }

    private static void varint(ByteBuf to, long value) {
        long left = value;
        while ((left & ~0x7fL) != 0) {
            to.writeByte((int) (left & 0x7f | 0x80));
            left >>>= 7;
        }
        to.writeByte((int) left);
    }
}
