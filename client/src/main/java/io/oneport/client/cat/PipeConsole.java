package io.oneport.client.cat;

import io.oneport.client.blocking.SocketMessage;
import io.oneport.client.cli.Lines;
import io.oneport.client.cli.LocalFailure;
import io.oneport.client.cli.TextForm;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Plain streams: a line is a message of text, or raw bytes are binary messages. */
final class PipeConsole implements Console {
    private static final int CHUNK_BYTES = 16 << 10;

    private final InputStream in;
    private final Lines lines;
    private final OutputStream out;
    private final boolean binary;
    private final int maxMessageBytes;

    /**
     * @param binary whether to send what comes as binary messages of at most 16 KiB, and print raw payloads
     * @param maxMessageBytes the longest line
     */
    PipeConsole(InputStream in, OutputStream out, boolean binary, int maxMessageBytes) {
        this.in = in;
        this.lines = new Lines(in, maxMessageBytes);
        this.out = out;
        this.binary = binary;
        this.maxMessageBytes = maxMessageBytes;
    }

    @Override
    public Optional<SocketMessage> read() throws IOException {
        return binary ? readChunk() : readLine();
    }

    private Optional<SocketMessage> readLine() throws IOException {
        Optional<byte[]> line = lines.next();
        return line.isPresent() ? Optional.of(new SocketMessage.Text(decoded(line.get()))) : Optional.empty();
    }

    private Optional<SocketMessage> readChunk() throws IOException {
        byte[] chunk = new byte[Math.min(CHUNK_BYTES, maxMessageBytes)];
        int length = in.read(chunk);
        return length < 0 ? Optional.empty() : Optional.of(new SocketMessage.Binary(Arrays.copyOf(chunk, length)));
    }

    private static String decoded(byte[] line) throws LocalFailure {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw new LocalFailure("standard input: a line is not UTF-8 (expected: text; --binary sends bytes)");
        }
    }

    @Override
    public void print(SocketMessage message) throws IOException {
        if (binary) {
            out.write(rawBytes(message));
        } else {
            out.write((TextForm.of(message) + "\n").getBytes(StandardCharsets.UTF_8));
        }
        out.flush();
    }

    private static byte[] rawBytes(SocketMessage message) {
        return message instanceof SocketMessage.Text text
                ? text.text().getBytes(StandardCharsets.UTF_8)
                : ((SocketMessage.Binary) message).bytes();
    }

    /** Leaves the streams open: they are the process's. */
    @Override
    public void close() {}
}
