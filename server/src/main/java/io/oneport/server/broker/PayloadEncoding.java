package io.oneport.server.broker;

/**
 * A form in which messages go out, such as a JSON event, and the key by which a {@link Message} keeps its bytes in that form:
 * two encodings are the same only if they are one object. Any thread may call it.
 */
public interface PayloadEncoding {
    /** The bytes of a message in this form, without any framing of a protocol. */
    byte[] encode(Message message);
}
