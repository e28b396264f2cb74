package io.oneport.server.websocket;

import io.netty.buffer.ByteBuf;

/**
 * UTF-8 checked as it arrives (RFC 3629): a state goes in and comes out, so text may be cut anywhere, and the first
 * byte that can't be right is refused at once.
 *
 * <p>The states say what may come next. They hold the four places where a second byte has a narrower range than 80 to
 * BF, which is where overlong forms, surrogates and numbers beyond U+10FFFF are caught.
 */
final class Utf8 {
    /** Between two characters: text may begin or end here. */
    static final int ACCEPT = 0;
    /** No continuation makes this UTF-8. */
    static final int REJECT = -1;

    private static final int ONE_MORE = 1;
    private static final int TWO_MORE = 2;
    private static final int THREE_MORE = 3;
    private static final int AFTER_E0 = 4;
    private static final int AFTER_ED = 5;
    private static final int AFTER_F0 = 6;
    private static final int AFTER_F4 = 7;

    private Utf8() {}

    /**
     * Checks some bytes.
     *
     * @param state {@link #ACCEPT} at the start of a text, else what the last call gave
     * @param bytes its readable bytes are checked; its indices stay
     * @return the state after them, {@link #REJECT} if one was wrong
     */
    static int check(int state, ByteBuf bytes) {
        int now = state;
        for (int i = bytes.readerIndex(), end = bytes.writerIndex(); i < end && now != REJECT; i++) {
            now = next(now, bytes.getByte(i) & 0xff);
        }
        return now;
    }

    private static int next(int state, int b) {
        return switch (state) {
            case ACCEPT -> lead(b);
            case ONE_MORE -> within(b, 0x80, 0xbf, ACCEPT);
            case TWO_MORE -> within(b, 0x80, 0xbf, ONE_MORE);
            case THREE_MORE -> within(b, 0x80, 0xbf, TWO_MORE);
            case AFTER_E0 -> within(b, 0xa0, 0xbf, ONE_MORE);
            case AFTER_ED -> within(b, 0x80, 0x9f, ONE_MORE);
            case AFTER_F0 -> within(b, 0x90, 0xbf, TWO_MORE);
            case AFTER_F4 -> within(b, 0x80, 0x8f, TWO_MORE);
            default -> REJECT;
        };
    }

    private static int lead(int b) {
        if (b < 0x80) {
            return ACCEPT;
        } else if (b < 0xc2) {
            return REJECT;
        } else if (b < 0xe0) {
            return ONE_MORE;
        } else if (b < 0xf0) {
            return b == 0xe0 ? AFTER_E0 : b == 0xed ? AFTER_ED : TWO_MORE;
        } else if (b < 0xf5) {
            return b == 0xf0 ? AFTER_F0 : b == 0xf4 ? AFTER_F4 : THREE_MORE;
        }
        return REJECT;
    }

    private static int within(int b, int low, int high, int next) {
        return b >= low && b <= high ? next : REJECT;
    }
}
