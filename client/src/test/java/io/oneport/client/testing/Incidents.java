package io.oneport.client.testing;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.time.Duration;

/** What befalls the whole server: stalls and its death. Confined to the event loop. */
final class Incidents {
    /** All that is open: the listener and every socket. Once closed, it closes what is still added. */
    final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);

    private final Fault fault;
    private final FaultCounts counts;
    private boolean dead;

    Incidents(Fault fault, FaultCounts counts) {
        this.fault = fault;
        this.counts = counts;
    }

    /** Whether nothing is to be answered any more. */
    boolean dead() {
        return dead;
    }

    /** A message has come and has been answered. */
    void messageDone() {
        if (fault instanceof Fault.Stall stall && counts.received() == stall.afterMessages()) {
            block(stall.pause());
        } else if (fault instanceof Fault.Die die && counts.received() == die.afterMessages()) {
            counts.faults.incrementAndGet();
            dead = true;
            open.forEach(channel -> end(channel, die.reset()));
        }
    }

    void upgrading() {
        if (fault instanceof Fault.BlockOnUpgrade block) {
            block(block.pause());
        }
    }

    /** What no event loop may ever do. */
    private void block(Duration pause) {
        counts.faults.incrementAndGet();
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }

    private static void end(Channel channel, boolean reset) {
        if (!(channel instanceof DuplexChannel socket)) {
            channel.close();
        } else if (reset) {
            socket.config().setOption(ChannelOption.SO_LINGER, 0);
            socket.close();
        } else {
            // Not close(): with bytes unread that would be a reset. The socket closes when its peer has.
            socket.shutdownOutput();
        }
    }
}
