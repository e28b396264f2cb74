package io.oneport.server.upgrade;

import io.netty.util.concurrent.FastThreadLocal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The key of a WebSocket's opening handshake and the answer to it (RFC 6455, sections 4.1 and 4.2.2). SHA-1 proves here
 * that the server understood, and protects nothing. Makes little garbage, since ten thousand sockets may come at once.
 */
final class AcceptKey {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; // RFC 6455, section 1.3
    private static final int KEY_LENGTH = 24;

    /** Of 16 bytes in base64, the last two characters are padding. */
    private static final int KEY_DIGITS = 22;

    private static final String PADDING = "==";

    private static final FastThreadLocal<AcceptKey> CURRENT = new FastThreadLocal<>() {
        @Override
        protected AcceptKey initialValue() throws NoSuchAlgorithmException {
            return new AcceptKey();
        }
    };

    private final MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
    private final byte[] input = new byte[KEY_LENGTH + GUID.length()];

    private AcceptKey() throws NoSuchAlgorithmException {
        byte[] guid = GUID.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(guid, 0, input, KEY_LENGTH, guid.length);
    }

    /** Whether a text is 16 bytes in base64 (RFC 4648, section 4). Any thread. */
    static boolean isKey(String text) {
        if (text.length() != KEY_LENGTH || !text.endsWith(PADDING)) {
            return false;
        }
        for (int i = 0; i < KEY_DIGITS; i++) {
            if (!isDigit(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigit(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '+' || c == '/';
    }

    /**
     * The value of Sec-WebSocket-Accept. Any thread; cheapest on an event loop.
     *
     * @param key one that {@link #isKey}
     */
    static String of(String key) {
        AcceptKey current = CURRENT.get();
        for (int i = 0; i < KEY_LENGTH; i++) {
            current.input[i] = (byte) key.charAt(i);
        }
        return Base64.getEncoder().encodeToString(current.sha1.digest(current.input));
    }
}
