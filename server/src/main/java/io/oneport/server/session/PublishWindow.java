package io.oneport.server.session;

/**
 * What one WebSocket has published and has no answer for yet. Beyond a bound the socket is not read, so that a publisher
 * waits while readers are handed what it published before. Confined to the socket's event loop.
 */
public final class PublishWindow {
    /** What is held while the window is full. */
    public interface Publisher {
        /** Hands over no further message until {@link #release}; the one in progress ends. */
        void hold();

        /** Hands over messages again. */
        void release();
    }

    private static final int MAX_UNANSWERED = 256;
    private static final int MAX_BYTES = 128 << 10;

    /** As many bytes as fill the window: nothing further is read until they are answered. */
    static final int WHOLE = MAX_BYTES;

    private final Publisher publisher;
    private int unanswered;
    private int bytes;
    private boolean full;

    public PublishWindow(Publisher publisher) {
        this.publisher = publisher;
    }

    /** A publication begins. */
    public void begin(int payloadBytes) {
        unanswered++;
        bytes += payloadBytes;
    }

    /** To be called after {@link #begin} and the publication itself, which may be answered by then. */
    public void begun() {
        if (!full && (unanswered >= MAX_UNANSWERED || bytes >= MAX_BYTES)) {
            full = true;
            publisher.hold();
        }
    }

    /** A publication is answered. */
    public void answered(int payloadBytes) {
        unanswered--;
        bytes -= payloadBytes;
        if (full && unanswered <= MAX_UNANSWERED / 2 && bytes <= MAX_BYTES / 2) {
            full = false;
            publisher.release();
        }
    }
}
