package io.oneport.server.blackbox.topics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.oneport.server.blackbox.RawSocket;
import io.oneport.server.blackbox.Request;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** An event stream, parsed as WHATWG has it, but for what a browser would pass over in silence: that fails. */
final class EventStream implements AutoCloseable {
    /**
     * What stood before one blank line.
     *
     * @param id null if there was none
     * @param event null if there was none
     * @param data null if there was none, and then a browser sees no event
     */
    record Block(String id, String event, String data) {}

    private final RawSocket wire;
    private final InputStream in;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private boolean skipLf;
    private boolean begun;
    private int comments;
    private int retryMillis = -1;

    EventStream(RawSocket wire, InputStream in) {
        this.wire = wire;
        this.in = in;
    }

    static EventStream open(int port, String target, String... headers) throws IOException {
        RawSocket wire = RawSocket.connect(port);
        Request request = Request.get(target).with("Accept: text/event-stream");
        for (String header : headers) {
            request.with(header);
        }
        return new EventStream(wire, wire.stream(request, "text/event-stream"));
    }

    RawSocket wire() {
        return wire;
    }

    int comments() {
        return comments;
    }

    /** When it says that its reader is to come back; negative if it has not said. */
    int retryMillis() {
        return retryMillis;
    }

    /** A line, ended by CR, LF or both; null at the end of the stream. */
    private String line() throws IOException {
        line.reset();
        while (true) {
            int next = in.read();
            if (next == '\n' && skipLf) {
                skipLf = false;
                continue;
            }
            skipLf = next == '\r';
            if (next < 0) {
                assertEquals(0, line.size(), "the stream ends within a line");
                return null;
            }
            if (next == '\r' || next == '\n') {
                return decoded();
            }
            line.write(next);
        }
    }

    private String decoded() {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line.toByteArray()))
                    .toString();
            assertFalse(!begun && text.startsWith("\ufeff"), "no byte order mark");
            begun = true;
            return text;
        } catch (CharacterCodingException e) {
            throw new AssertionError("not UTF-8", e);
        }
    }

    /** The next block that has any field; null at the end. */
    Block block() throws IOException {
        String id = null;
        String event = null;
        StringBuilder data = null;
        for (String line = line(); line != null; line = line()) {
            if (line.isEmpty()) {
                if (id != null || event != null || data != null) {
                    return new Block(id, event, data == null ? null : data.toString());
                }
                continue;
            }
            int colon = line.indexOf(':');
            if (colon == 0) {
                comments++;
                continue;
            }
            String name = colon < 0 ? line : line.substring(0, colon);
            String value = colon < 0 ? "" : line.substring(colon + 1);
            value = value.startsWith(" ") ? value.substring(1) : value;
            switch (name) {
                case "id" -> {
                    assertNull(id, "one id in a block");
                    id = value;
                }
                case "event" -> {
                    assertNull(event, "one event in a block");
                    event = value;
                }
                case "data" ->
                    data = data == null
                            ? new StringBuilder(value)
                            : data.append('\n').append(value);
                case "retry" -> retryMillis = Integer.parseUnsignedInt(value);
                default -> throw new AssertionError("not a field: " + line);
            }
        }
        assertNull(id == null ? event : id, "the stream ends within a block");
        return null;
    }

    /** The first block: an id alone. */
    String expectInitialId() throws IOException {
        Block block = block();
        assertNotNull(block, "the stream has ended");
        assertNotNull(block.id, block::toString);
        assertNull(block.data, block::toString);
        assertNull(block.event, block::toString);
        return block.id;
    }

    /** The next block, which must have this data. */
    Block expect(String data) throws IOException {
        Block block = block();
        assertNotNull(block, "the stream has ended");
        assertEquals(data, block.data, block::toString);
        assertNotNull(block.id, "an id on every message");
        return block;
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
