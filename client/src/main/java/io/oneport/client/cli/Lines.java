package io.oneport.client.cli;

import io.oneport.protocol.Units;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** The lines of standard input, each ended by a line feed or the end of input. Not BufferedReader, which knows no limit. */
public final class Lines {
    private final InputStream in;
    private final int maxBytes;

    /**
     * @param in where they come from; nobody else reads it from now on
     * @param maxBytes the longest line
     */
    public Lines(InputStream in, int maxBytes) {
        this.in = new BufferedInputStream(in);
        this.maxBytes = maxBytes;
    }

    /**
     * Waits for the next line.
     *
     * @return its bytes without the line feed; empty at the end of input
     * @throws LocalFailure if it is too long
     */
    public Optional<byte[]> next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int next = in.read();
        if (next < 0) {
            return Optional.empty();
        }
        while (next >= 0 && next != '\n') {
            if (line.size() == maxBytes) {
                throw new LocalFailure("standard input: a line is longer than " + Units.sizeText(maxBytes)
                        + " (expected: at most --max-message)");
            }
            line.write(next);
            next = in.read();
        }
        return Optional.of(line.toByteArray());
    }
}
