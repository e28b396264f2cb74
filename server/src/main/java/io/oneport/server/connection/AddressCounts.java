package io.oneport.server.connection;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * How many sockets each client address has open; an IPv6 client is the /64 network that it is in. Holds an entry for each
 * address that has any. Any thread.
 */
final class AddressCounts {
    private final int max;
    private final ConcurrentMap<Long, Integer> open = new ConcurrentHashMap<>();

    /**
     * Creates empty counts.
     *
     * @param max the most sockets of one address; 0 for any number, and then nothing is counted
     */
    AddressCounts(int max) {
        this.max = max;
    }

    boolean unlimited() {
        return max == 0;
    }

    /** Counts a socket that opens, unless its address has as many as it may. */
    boolean enter(InetSocketAddress client) {
        boolean[] room = {true};
        open.compute(key(client.getAddress()), (address, count) -> {
            room[0] = count == null || count < max;
            return !room[0] ? count : count == null ? 1 : Integer.valueOf(count + 1);
        });
        return room[0];
    }

    /** Counts a socket that has {@linkplain #enter entered} and closes. */
    void leave(InetSocketAddress client) {
        open.computeIfPresent(
                key(client.getAddress()), (address, count) -> count == 1 ? null : Integer.valueOf(count - 1));
    }

    /** One number for each IPv4 address and each IPv6 network of 64 bits. */
    static long key(InetAddress address) {
        byte[] bytes = address.getAddress();
        long key = 0;
        for (int i = 0; i < Math.min(Long.BYTES, bytes.length); i++) {
            key = key << Byte.SIZE | bytes[i] & 0xff;
        }
        return bytes.length == Integer.BYTES ? key | 1L << Integer.SIZE : key;
    }
}
