package io.oneport.server.blackbox.topics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.oneport.server.blackbox.RawSocket;
import io.oneport.server.blackbox.Request;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A stream of lines, each ended by LF. */
final class LineStream implements AutoCloseable {
    private final RawSocket wire;
    private final InputStream in;
    private byte[] line = new byte[256];
    private int blanks;

    LineStream(RawSocket wire, InputStream in) {
        this.wire = wire;
        this.in = in;
    }

    /** Opens a stream of JSON lines. */
    static LineStream json(int port, String target) throws IOException {
        RawSocket wire = RawSocket.connect(port);
        return new LineStream(wire, wire.stream(Request.get(target), "application/x-ndjson"));
    }

    RawSocket wire() {
        return wire;
    }

    /** How many blank lines have been passed over. */
    int blanks() {
        return blanks;
    }

    /** The next line, or null at the end; an unfinished line is an error. */
    String line() throws IOException {
        int length = 0;
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                if (length > 0) {
                    throw new EOFException("the stream ended within a line");
                }
                return null;
            }
            if (length == line.length) {
                line = Arrays.copyOf(line, 2 * length);
            }
            line[length++] = (byte) next;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new AssertionError("not UTF-8", e);
        }
    }

    /** The next object; null at the end. */
    Json next() throws IOException {
        String line = line();
        while (line != null && line.isEmpty()) {
            blanks++;
            line = line();
        }
        return line == null ? null : Json.read(line);
    }

    /** The next object, which must be of this type. */
    Json expect(String type) throws IOException {
        Json json = next();
        assertEquals(type, json == null ? null : json.get("type"), () -> "" + json);
        return json;
    }

    Json expectMessage(String data) throws IOException {
        Json json = expect("message");
        assertEquals(data, json.get("data"), json::toString);
        return json;
    }

    void expectEnd() throws IOException {
        assertNull(next(), "the end of the stream");
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
