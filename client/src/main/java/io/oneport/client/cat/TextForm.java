package io.oneport.client.cat;

import io.oneport.client.net.Message;
import java.util.HexFormat;

/** How a message looks where lines of text are printed. Stateless. */
final class TextForm {
    private static final int HEX_BYTES = 32;

    private TextForm() {}

    /** Text as it is; bytes as their number and a beginning, such as {@code [binary, 3 bytes] 00ff10}. */
    static String of(Message message) {
        // A switch over the patterns would need Java 21.
        if (message instanceof Message.Text text) {
            return text.text();
        }
        byte[] bytes = ((Message.Binary) message).bytes();
        String hex = HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, HEX_BYTES));
        return "[binary, " + bytes.length + " bytes] " + hex + (bytes.length > HEX_BYTES ? "…" : "");
    }
}
