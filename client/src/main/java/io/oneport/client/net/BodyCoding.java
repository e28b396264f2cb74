package io.oneport.client.net;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/** The codings of bodies that a server may choose by itself (RFC 9110, sections 8.4.1 and 12.5.3). Stateless: any thread. */
public final class BodyCoding {
    private static final int CHUNK_BYTES = 4096;

    private BodyCoding() {}

    /**
     * Decodes a body, as far as it can be decoded: it may be only the beginning of one.
     *
     * @param coding the value of {@code Content-Encoding}
     * @param maxBytes of the result, which is cut there
     * @return the body as it is if the coding is none, or unknown
     */
    public static byte[] decoded(byte[] body, String coding, int maxBytes) {
        return switch (coding.strip().toLowerCase(Locale.ROOT)) {
            case "gzip", "x-gzip" -> read(body, GZIPInputStream::new, maxBytes);
            case "deflate" -> read(body, InflaterInputStream::new, maxBytes);
            default -> body;
        };
    }

    private interface CodedStream {
        InputStream open(InputStream from) throws IOException;
    }

    private static byte[] read(byte[] body, CodedStream coded, int maxBytes) {
        ByteArrayOutputStream decoded = new ByteArrayOutputStream();
        try (InputStream in = coded.open(new ByteArrayInputStream(body))) {
            byte[] chunk = new byte[CHUNK_BYTES];
            int room = maxBytes;
            for (int count = 1; count > 0; room -= count) {
                count = in.read(chunk, 0, Math.min(room, chunk.length));
                decoded.write(chunk, 0, Math.max(0, count));
            }
        } catch (IOException noMore) {
            // What came until then is what there is to see.
        }
        return decoded.toByteArray();
    }
}
