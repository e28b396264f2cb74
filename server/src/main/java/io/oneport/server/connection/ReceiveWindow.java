package io.oneport.server.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;

/**
 * How much the system takes from a peer that is not read from: so little that the peer has to wait (RFC 9293, section 3.8.6).
 *
 * <p>To stop reading is not enough with io_uring. When the loop's ring of buffers has run out, as it does when several peers send as
 * fast as they can, Netty 4.2.18 begins to receive anew on each socket that found it empty, also where reading was stopped: ten
 * peers filled 200 MB in a second. What a narrow window lets in is next to nothing. On the socket's event loop.
 */
final class ReceiveWindow {
    /** As much as may have been received when reading stopped, and more. */
    static final int MOST_UNASKED_BYTES = 256 << 10;

    private static final int NARROW_BYTES = 4 << 10;
    /** Or as much as the system grants ({@code net.core.rmem_max}). */
    private static final int WIDE_BYTES = 1 << 20;

    private final Channel channel;
    private long unaskedBytes;
    private boolean narrow;

    ReceiveWindow(Channel channel) {
        this.channel = channel;
    }

    /** Bytes have come although reading was stopped. */
    void unasked(long bytes) {
        unaskedBytes += bytes;
        if (unaskedBytes > MOST_UNASKED_BYTES && !narrow) {
            narrow = true;
            set(NARROW_BYTES);
        }
    }

    /** What comes from now on is asked for. */
    void readAgain() {
        unaskedBytes = 0;
        if (narrow) {
            narrow = false;
            set(WIDE_BYTES);
        }
    }

    private void set(int bytes) {
        if (channel.isOpen()) {
            channel.config().setOption(ChannelOption.SO_RCVBUF, bytes);
        }
    }
}
