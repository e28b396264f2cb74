package io.oneport.protocol;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What a message carries.
 *
 * @param bytes not to be changed once it is here
 * @param text whether they are text; then they are UTF-8
 */
public record Payload(byte[] bytes, boolean text) {
    /**
     * Text as a payload.
     *
     * @throws IllegalArgumentException if half of a surrogate pair stands alone in it, which UTF-8 can't say
     */
    public static Payload text(String text) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            return new Payload(Arrays.copyOf(encoded.array(), encoded.limit()), true);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("the text has an unpaired surrogate");
        }
    }

    /** Bytes as a payload: text if they are UTF-8, else binary. */
    public static Payload of(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return new Payload(bytes, true);
        } catch (CharacterCodingException e) {
            return new Payload(bytes, false);
        }
    }

    /** The bytes as text; only of use where {@link #text} is true. */
    public String string() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Payload that && text == that.text && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return text ? "text of " + bytes.length + " bytes" : "binary of " + bytes.length + " bytes";
    }
}
