package io.oneport.client.report;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;

/**
 * A histogram as a JSON object: some percentiles for people and scripts, and all of it in {@code hdr}, which is
 * HdrHistogram's compressed form (V2) in base64. Only {@code hdr} is read back.
 */
final class HistogramJson {
    private HistogramJson() {}

    static final class HistogramWriter extends ValueSerializer<Histogram> {
        @Override
        public void serialize(Histogram histogram, JsonGenerator json, SerializationContext context) {
            json.writeStartObject();
            json.writeNumberProperty("count", histogram.getTotalCount());
            boolean none = histogram.getTotalCount() == 0;
            json.writeNumberProperty("minNanos", none ? 0 : histogram.getMinValue());
            json.writeNumberProperty("meanNanos", none ? 0 : Math.round(histogram.getMean()));
            json.writeNumberProperty("p50Nanos", histogram.getValueAtPercentile(50));
            json.writeNumberProperty("p75Nanos", histogram.getValueAtPercentile(75));
            json.writeNumberProperty("p90Nanos", histogram.getValueAtPercentile(90));
            json.writeNumberProperty("p99Nanos", histogram.getValueAtPercentile(99));
            json.writeNumberProperty("p999Nanos", histogram.getValueAtPercentile(99.9));
            json.writeNumberProperty("p9999Nanos", histogram.getValueAtPercentile(99.99));
            json.writeNumberProperty("maxNanos", histogram.getMaxValue());
            json.writeStringProperty("hdr", encoded(histogram));
            json.writeEndObject();
        }
    }

    static final class HistogramReader extends ValueDeserializer<Histogram> {
        @Override
        public Histogram deserialize(JsonParser json, DeserializationContext context) {
            String hdr = null;
            while (json.nextToken() != JsonToken.END_OBJECT) {
                if (json.currentToken() == JsonToken.PROPERTY_NAME) {
                    boolean wanted = json.currentName().equals("hdr");
                    json.nextToken();
                    if (wanted) {
                        hdr = json.getValueAsString();
                    } else {
                        json.skipChildren();
                    }
                } else {
                    return context.reportInputMismatch(Histogram.class, "a histogram is an object");
                }
            }
            try {
                return decoded(hdr == null ? "" : hdr);
            } catch (DataFormatException | RuntimeException damaged) {
                // HdrHistogram throws various exceptions on damaged input.
                return context.reportInputMismatch(Histogram.class, "hdr is no compressed histogram");
            }
        }
    }

    /** The compressed form (V2) in base64. */
    static String encoded(Histogram histogram) {
        ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        int length = histogram.encodeIntoCompressedByteBuffer(buffer);
        return Base64.getEncoder().encodeToString(Arrays.copyOf(buffer.array(), length));
    }

    private static Histogram decoded(String hdr) throws DataFormatException {
        return Histogram.decodeFromCompressedByteBuffer(
                ByteBuffer.wrap(Base64.getDecoder().decode(hdr)), 0);
    }
}
