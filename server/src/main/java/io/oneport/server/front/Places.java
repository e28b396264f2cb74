package io.oneport.server.front;

import io.netty.channel.Channel;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/**
 * The places that a server has for sockets. Those of operators are apart from the others, so that an operator gets in when
 * the server is full, and so that open ones take no place from a client. Any thread.
 */
public final class Places {
    /** Places for operators: enough for people and their programs, and within the descriptors that are kept in reserve. */
    static final int OPERATORS = 20;

    private final int maxSockets;
    private final IntSupplier open;
    private final AtomicInteger operators = new AtomicInteger();

    /**
     * Creates the places of a server.
     *
     * @param maxSockets the most sockets at a time, without those of operators
     * @param open how many are open, those of operators included
     */
    public Places(int maxSockets, IntSupplier open) {
        this.maxSockets = maxSockets;
        this.open = open;
    }

    /** Takes a place for a client's socket; returns false if there is none. */
    boolean takeForClient() {
        return open.getAsInt() - operators.get() < maxSockets;
    }

    /** Takes a place for an operator's socket until it closes; returns false if there is none. */
    boolean takeForOperator(Channel channel) {
        if (operators.incrementAndGet() > OPERATORS) {
            operators.decrementAndGet();
            return false;
        }
        channel.closeFuture().addListener(closed -> operators.decrementAndGet());
        return true;
    }
}
