package io.oneport.client.plan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * The body that all answers to plain requests must have.
 *
 * @param bytes its length
 * @param checksum its CRC-32C
 */
public record ExpectedPage(long bytes, long checksum) {
    /** Reads it from a file. Blocks. */
    public static ExpectedPage of(Path file) throws IOException {
        byte[] body = Files.readAllBytes(file);
        CRC32C checksum = new CRC32C();
        checksum.update(body);
        return new ExpectedPage(body.length, checksum.getValue());
    }
}
