package io.oneport.server.features.topics;

import io.oneport.protocol.Units;
import io.oneport.server.api.Exchange;
import io.oneport.server.api.Problem;
import io.oneport.server.api.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/** What Content-Encoding says of a body that is to be published (RFC 9110, section 8.4). Stateless: any thread. */
final class ContentCoding {
    private ContentCoding() {}

    /**
     * The body of a request, decoded: never more than the limit is unpacked, whatever it would unpack to.
     *
     * @param limit the most bytes that the decoded body may have
     * @param setting the name of that limit
     * @return the body; or null if it can't be had, and the request is answered: 400, 413 or 415
     */
    static byte @Nullable [] decoded(Exchange exchange, int limit, String setting) {
        List<String> lines = exchange.request().headers("content-encoding");
        if (lines.isEmpty()) {
            return exchange.request().body();
        }
        String codings = Arrays.stream(
                        String.join(",", lines).toLowerCase(Locale.ROOT).split(","))
                .map(String::strip)
                .filter(coding -> !coding.isEmpty() && !coding.equals("identity"))
                .collect(Collectors.joining(", "));
        byte[] body = exchange.request().body();
        try {
            switch (codings) {
                case "" -> {
                    return body;
                }
                case "gzip", "x-gzip" -> body = Gzip.unpacked(body, limit);
                case "deflate" -> body = inflated(body, limit);
                default -> {
                    exchange.answer(Problem.of(
                            Status.UNSUPPORTED_MEDIA_TYPE,
                            "Content-Encoding: " + codings + " (expected: gzip, deflate, or none).",
                            Map.of("accept-encoding", "gzip, deflate")));
                    return null;
                }
            }
        } catch (IOException corrupt) {
            exchange.answer(
                    Problem.of(Status.BAD_REQUEST, "The body is not what Content-Encoding says: " + codings + "."));
            return null;
        }
        if (body.length > limit) {
            exchange.answer(Problem.of(
                    Status.CONTENT_TOO_LARGE,
                    "The decoded body is longer than " + Units.sizeText(limit) + " (" + setting + ")."));
            return null;
        }
        return body;
    }

    /** Deflate is the zlib format, but some send the bare stream (RFC 9110, section 8.4.1.2). */
    private static byte[] inflated(byte[] body, int limit) throws IOException {
        boolean zlib = body.length >= 2
                && (body[0] & 0x0f) == 8
                && ((body[0] & 0xff) << 8 | body[1] & 0xff) % 31 == 0; // RFC 1950, section 2.2
        Inflater inflater = new Inflater(!zlib);
        try {
            byte[] unpacked = unpacked(new InflaterInputStream(new ByteArrayInputStream(body), inflater), limit);
            if (unpacked.length <= limit && inflater.getRemaining() > 0) {
                throw new IOException("more bytes after the end of the compressed data");
            }
            return unpacked;
        } finally {
            inflater.end(); // its memory is not the collector's
        }
    }

    /** Gzip that has nothing after its end: the JDK's own class drops in silence what is there. */
    private static final class Gzip extends GZIPInputStream {
        private static final int TRAILER_BYTES = 8;

        private final InputStream packed;

        private Gzip(InputStream packed) throws IOException {
            super(packed);
            this.packed = packed;
        }

        static byte[] unpacked(byte[] body, int limit) throws IOException {
            if (!GzipHeader.begins(body)) { // else the constructor would fail, and leave its Inflater to the collector
                throw new IOException("no header of gzip");
            }
            try (Gzip gzip = new Gzip(new ByteArrayInputStream(body))) {
                byte[] unpacked = gzip.readNBytes(limit + 1);
                if (unpacked.length <= limit && gzip.inf.getRemaining() + gzip.packed.available() > TRAILER_BYTES) {
                    throw new IOException("more bytes after the end of the compressed data");
                }
                return unpacked;
            }
        }
    }

    /** At most one byte more than the limit. */
    private static byte[] unpacked(InputStream in, int limit) throws IOException {
        try (in) {
            return in.readNBytes(limit + 1);
        }
    }
}
