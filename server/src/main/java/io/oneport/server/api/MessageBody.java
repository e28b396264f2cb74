package io.oneport.server.api;

import io.oneport.protocol.Payload;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What the body of a request that publishes is, as its Content-Type says. Stateless: any thread. */
public final class MessageBody {
    private MessageBody() {}

    /**
     * The content type that is kept with a message.
     *
     * @param given the field's value, or null
     * @return null for none: what is empty says nothing, nor does what curl says of any body
     */
    public static @Nullable String type(@Nullable String given) {
        return given == null || given.isEmpty() || MediaType.is(given, MediaType.FORM) ? null : given;
    }

    /**
     * The body as a message: text if it is UTF-8, unless its type says that the same bytes are other text. Readers then get
     * the bytes and the type, and not what UTF-8 makes of them.
     *
     * @param contentType the field's value, or null
     */
    public static Payload payload(byte[] body, @Nullable String contentType) {
        Payload payload = Payload.of(body);
        String charset = contentType == null ? "" : MediaType.parameter(contentType, "charset");
        if (charset.isEmpty() || charset.equalsIgnoreCase("utf-8") || !payload.text()) {
            return payload;
        }
        return payload.string().equals(decoded(body, charset)) ? payload : new Payload(body, false);
    }

    /** Whether text of this type can be read as UTF-8. */
    public static boolean isUtf8(String contentType) {
        String charset = MediaType.parameter(contentType, "charset");
        Charset named = charset.isEmpty() ? StandardCharsets.UTF_8 : charset(charset);
        return StandardCharsets.UTF_8.equals(named) || StandardCharsets.US_ASCII.equals(named);
    }

    /** Of a charset that is not known here it is only certain, for most, that it has ASCII in common with UTF-8. */
    private static String decoded(byte[] body, String charset) {
        Charset named = charset(charset);
        return new String(body, named == null ? StandardCharsets.US_ASCII : named);
    }

    private static @Nullable Charset charset(String name) {
        try {
            return Charset.forName(name.replace("'", "")); // some write it in single quotation marks
        } catch (IllegalArgumentException unknown) {
            return null;
        }
    }
}
