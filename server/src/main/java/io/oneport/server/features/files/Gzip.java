package io.oneport.server.features.files;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;

/** The content coding gzip (RFC 1952), for what is in memory as a whole. Stateless: any thread. */
final class Gzip {
    private Gzip() {}

    static byte[] bytes(byte[] content) {
        ByteArrayOutputStream shorter = new ByteArrayOutputStream(content.length / 3 + 64);
        try (GZIPOutputStream gzip = new GZIPOutputStream(shorter)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return shorter.toByteArray();
    }
}
