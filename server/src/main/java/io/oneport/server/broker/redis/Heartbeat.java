package io.oneport.server.broker.redis;

import io.lettuce.core.cluster.SlotHash;
import io.oneport.server.broker.BrokerState;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Finds out that a connection is dead although nothing has ended it: says something through Redis to itself, the way that
 * publications go, and ends the connection unless the echo comes. Nothing of it is heard of a message that is lost otherwise.
 */
final class Heartbeat extends ChannelListener {
    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long ECHO_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Link of;
    private final EngineCounters counters;
    private long saidNanos;
    private long number;
    /** What is on its way; null while nothing is. */
    private volatile @Nullable String expected;

    private volatile boolean subscribed;
    /** Whether Redis lets the functions run all their commands. */
    private volatile boolean tried;
    /** Why Redis takes no messages although it answers; null if it does. */
    private volatile BrokerState.@Nullable Away refused;

    Heartbeat(Link of, String prefix, String node, EngineCounters counters) {
        super(channel(of, prefix, node));
        this.of = of;
        this.counters = counters;
        this.saidNanos = System.nanoTime() - INTERVAL_NANOS;
    }

    /** A name that belongs to the process at the other end. */
    private static String channel(Link of, String prefix, String node) {
        for (int i = 0; ; i++) {
            String channel = prefix + '{' + i + '}' + "beat:" + node;
            if (!of.info().cluster() || of.has(SlotHash.getSlot(channel))) {
                return channel;
            }
        }
    }

    Link of() {
        return of;
    }

    BrokerState.@Nullable Away refused() {
        return refused;
    }

    @Override
    void message(byte[] said) {
        if (new String(said, StandardCharsets.US_ASCII).equals(expected)) {
            expected = null;
            counters.lastEchoNanos = System.nanoTime();
        }
    }

    @Override
    void subscribed() {
        subscribed = true;
    }

    /** On the timer's thread. */
    void tick() {
        long silent = System.nanoTime() - saidNanos;
        if (expected != null && silent > ECHO_NANOS) {
            of.end("a message to itself did not come back within 2s");
        } else if (expected == null && subscribed && silent >= INTERVAL_NANOS) {
            saidNanos = System.nanoTime();
            of.lookAgain();
            String say = Long.toString(++number);
            expected = say;
            of.call(
                    Library.BEAT,
                    new String[] {channel},
                    new byte[][] {Keys.ascii(channel), Keys.ascii(say), Keys.ascii(tried ? 0 : 1)},
                    this::said);
        }
    }

    private void said(Reply reply) {
        if (reply instanceof Reply.NotDone notDone) {
            if (notDone.soon()) {
                of.end(notDone.why());
            } else {
                BrokerState.Away before = refused;
                refused = new BrokerState.Away(before == null ? Instant.now() : before.since(), notDone.why());
                expected = null;
            }
        } else if (reply instanceof Reply.Done) {
            refused = null;
            tried = true;
        }
    }
}
