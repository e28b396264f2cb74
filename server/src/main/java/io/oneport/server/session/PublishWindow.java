package io.oneport.server.session;

/**
 * Limits the publications and subscriptions of one WebSocket that are not answered yet. At the limit the socket is not read, so
 * that the publisher waits until readers have been handed what it published before. Confined to the socket's event loop.
 */
public final class PublishWindow {
    /** The source of publications, which is held while the window is full. */
    public interface Publisher {
        /** Stops after the message in progress, until {@link #release}. */
        void hold();

        /** Hands over messages again. */
        void release();
    }

    private static final int MAX_UNANSWERED = 256;
    private static final int MAX_BYTES = 128 << 10;

    /** What a subscription counts as: it keeps some hundred bytes in a dozen objects until it is answered. */
    static final int SUBSCRIPTION_BYTES = 2 << 10;

    /** As many bytes as fill the window: nothing further is read until they are answered. */
    static final int WHOLE = MAX_BYTES;

    private final Publisher publisher;
    private int unanswered;
    private int bytes;
    private boolean full;

    public PublishWindow(Publisher publisher) {
        this.publisher = publisher;
    }

    /** A publication of so many bytes begins, or a subscription. */
    public void begin(int bytes) {
        unanswered++;
        this.bytes += bytes;
    }

    /** To be called after {@link #begin} and what has begun, which may be answered by then. */
    public void begun() {
        if (!full && (unanswered >= MAX_UNANSWERED || bytes >= MAX_BYTES)) {
            full = true;
            publisher.hold();
        }
    }

    /** It is answered. */
    public void answered(int bytes) {
        unanswered--;
        this.bytes -= bytes;
        if (full && unanswered <= MAX_UNANSWERED / 2 && this.bytes <= MAX_BYTES / 2) {
            full = false;
            publisher.release();
        }
    }
}
