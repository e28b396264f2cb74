package io.oneport.client.cli;

import io.oneport.client.blocking.SocketMessage;
import java.util.HexFormat;

/** How what came looks where lines of text are printed. Stateless. */
public final class TextForm {
    private static final int HEX_BYTES = 32;

    private TextForm() {}

    /** Text as it is; bytes as their number and a beginning, such as {@code [binary, 3 bytes] 00ff10}. */
    public static String of(SocketMessage message) {
        // A switch over the patterns would need Java 21.
        return message instanceof SocketMessage.Text text
                ? text.text()
                : ofBytes(((SocketMessage.Binary) message).bytes());
    }

    /** Bytes as their number and a beginning, such as {@code [binary, 3 bytes] 00ff10}. */
    public static String ofBytes(byte[] bytes) {
        String hex = HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, HEX_BYTES));
        return "[binary, " + length(bytes.length) + "] " + hex + (bytes.length > HEX_BYTES ? "…" : "");
    }

    /** Such as {@code 3 bytes}. */
    public static String length(long bytes) {
        return bytes + (bytes == 1 ? " byte" : " bytes");
    }

    /** Without control characters, save line feeds and tabs: whoever is on the network must not steer a terminal. */
    public static String harmless(String text) {
        return text.replaceAll("[\\p{Cntrl}&&[^\n\t]]", "\uFFFD");
    }
}
