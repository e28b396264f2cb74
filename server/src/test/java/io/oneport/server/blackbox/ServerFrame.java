package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One frame from the server. */
public record ServerFrame(boolean fin, int opcode, byte[] payload) {
    /** Reads one frame, which must keep all that RFC 6455 asks of a server: no mask, no RSV, the shortest length. */
    public static ServerFrame read(InputStream in) throws IOException {
        DataInputStream data = new DataInputStream(in);
        int first = data.readUnsignedByte();
        int second = data.readUnsignedByte();
        String head = String.format("frame that starts with %02x %02x", first, second);
        assertEquals(0, second & 0x80, () -> "a server never masks: " + head);
        assertEquals(0, first & 0x70, () -> "no RSV bits: " + head);
        boolean fin = (first & 0x80) != 0;
        int opcode = first & 0x0f;
        boolean control = opcode >= Frames.CLOSE;
        assertTrue(opcode <= Frames.BINARY || control && opcode <= Frames.PONG, () -> "a known opcode: " + head);
        int length = second & 0x7f;
        assertTrue(!control || fin && length <= 125, () -> "control frames are whole and short: " + head);
        if (length == 126) {
            length = data.readUnsignedShort();
            assertTrue(length > 125, () -> "the shortest length: " + head);
        } else if (length == 127) {
            length = Math.toIntExact(data.readLong());
            assertTrue(length > 0xffff, () -> "the shortest length: " + head);
        }
        byte[] payload = new byte[length];
        data.readFully(payload);
        return new ServerFrame(fin, opcode, payload);
    }

    /** The payload as text; fails if it isn't UTF-8. */
    public String text() {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(payload))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new AssertionError("not UTF-8 from the server", e);
        }
    }

    /** The code of a Close frame, or -1 if it has none; the reason must be UTF-8. */
    public int closeCode() {
        assertEquals(Frames.CLOSE, opcode, this::toString);
        if (payload.length == 0) {
            return -1;
        }
        ByteBuffer buffer = ByteBuffer.wrap(payload);
        int code = buffer.getShort() & 0xffff;
        new ServerFrame(true, Frames.TEXT, Arrays.copyOfRange(payload, 2, payload.length)).text();
        return code;
    }

    @Override
    public String toString() {
        String shown = new String(payload, 0, Math.min(payload.length, 60), StandardCharsets.ISO_8859_1);
        return "frame fin=" + fin + " opcode=" + opcode + " length=" + payload.length + " '" + shown + "'";
    }
}
