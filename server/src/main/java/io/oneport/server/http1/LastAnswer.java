package io.oneport.server.http1;

import io.netty.util.concurrent.FastThreadLocal;
import io.oneport.server.api.Response;
import org.jspecify.annotations.Nullable;

/**
 * The answer that a thread wrote last, in one piece, for as long as it is the same one in the same second: one copy in
 * place of three, which shows where requests are pipelined. An answer that is given once only is not put together.
 */
final class LastAnswer {
    private static final FastThreadLocal<LastAnswer> CURRENT = new FastThreadLocal<>() {
        @Override
        protected LastAnswer initialValue() {
            return new LastAnswer();
        }
    };

    private @Nullable Response answer;
    private byte @Nullable [] date;
    private byte @Nullable [] whole;

    private LastAnswer() {}

    /** That of this thread; any thread, cheapest on an event loop. */
    static LastAnswer current() {
        return CURRENT.get();
    }

    /**
     * Returns an answer in one piece.
     *
     * @param head its encoded head
     * @param date the last lines of the head, the same object for a second
     * @return null if another answer was the last one; not to be changed
     */
    byte @Nullable [] whole(Response answer, byte[] head, byte[] date, byte[] body) {
        if (answer != this.answer || date != this.date) {
            this.answer = answer;
            this.date = date;
            whole = null;
            return null;
        }
        if (whole == null) {
            whole = join(head, date, body);
        }
        return whole;
    }

    private static byte[] join(byte[] head, byte[] date, byte[] body) {
        byte[] joined = new byte[head.length + date.length + body.length];
        System.arraycopy(head, 0, joined, 0, head.length);
        System.arraycopy(date, 0, joined, head.length, date.length);
        System.arraycopy(body, 0, joined, head.length + date.length, body.length);
        return joined;
    }
}
