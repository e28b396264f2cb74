package io.oneport.client.scenario;

import java.util.Arrays;

/**
 * Finds the packets of MQTT in WebSocket messages, which need not begin and end where those do (MQTT 3.1.1, sections 2.2 and
 * 6). For one connection; for one thread.
 */
public final class PacketJoiner {
    /** Takes a packet; its bytes are valid only during the call, and longer than it. */
    public interface PacketListener {
        void packet(byte[] content, int length);
    }

    private static final int MOST_BYTES = 1 << 20;
    private static final int MOST_LENGTH_BYTES = 4;

    private byte[] held = new byte[256];
    private int length;

    /**
     * Takes the content of a message.
     *
     * @return false if it is not MQTT, or a packet is longer than 1 MiB; then nothing more can be found
     */
    public boolean add(byte[] content, int contentLength, PacketListener listener) {
        if (length + contentLength > held.length) {
            held = Arrays.copyOf(held, Math.max(length + contentLength, 2 * held.length));
        }
        System.arraycopy(content, 0, held, length, contentLength);
        length += contentLength;
        for (int packet = packetLength(); packet > 0; packet = packetLength()) {
            if (packet > length) {
                return true;
            }
            listener.packet(held, packet);
            length -= packet;
            System.arraycopy(held, packet, held, 0, length);
        }
        return packetLength() == 0;
    }

    /** How long the first packet is; 0 if not enough has come to know, -1 if it is none or too long. */
    private int packetLength() {
        long remaining = 0;
        for (int i = 1; i <= MOST_LENGTH_BYTES; i++) {
            if (i >= length) {
                return 0;
            }
            remaining |= (long) (held[i] & 0x7f) << 7 * (i - 1);
            if (held[i] >= 0) {
                long whole = 1 + i + remaining;
                return whole > MOST_BYTES ? -1 : (int) whole;
            }
        }
        return -1;
    }
}
