package io.oneport.client.sequence;

import io.oneport.client.blocking.SocketMessage;
import io.oneport.client.cli.TextForm;
import io.oneport.protocol.Excerpt;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Messages that can be told apart: each begins with its socket's name. Stateless. */
final class SequenceMessages {
    /** Around each length where a frame's header changes (RFC 6455, section 5.2), none above 64 KiB. */
    private static final int[] SIZES = {0, 1, 125, 126, 65_535, 65_536};

    private static final int EXCERPT_CHARS = 40;

    private SequenceMessages() {}

    /** A text and a binary message of every size, and text beyond ASCII. */
    static List<SocketMessage> allSizes(String name) {
        List<SocketMessage> messages = new ArrayList<>();
        for (int size : SIZES) {
            messages.add(new SocketMessage.Text(pattern(name, size)));
            messages.add(new SocketMessage.Binary(bytes(name, size)));
        }
        messages.add(new SocketMessage.Text(name + " äöü € \uD83D\uDE42"));
        return messages;
    }

    /** A short text that no other socket and no other turn sends. */
    static SocketMessage turn(String name, int turn) {
        return new SocketMessage.Text(name + " turn " + turn);
    }

    private static String pattern(String name, int size) {
        return (name + " 0123456789 ").repeat(size / 10 + 1).substring(0, size);
    }

    private static byte[] bytes(String name, int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (name.charAt(0) + i);
        }
        return bytes;
    }

    /** Kind, length and beginning, for people. */
    static String describe(SocketMessage message) {
        // A switch over the patterns would need Java 21.
        if (message instanceof SocketMessage.Text text) {
            return "text of " + TextForm.length(message.length()) + " '" + excerpt(text.text()) + "'";
        }
        return "binary of " + TextForm.length(message.length()) + " '"
                + excerpt(HexFormat.of().formatHex(((SocketMessage.Binary) message).bytes())) + "'";
    }

    private static String excerpt(String text) {
        return Excerpt.of(text.replaceAll("\\p{Cntrl}", " "), EXCERPT_CHARS);
    }
}
