package io.oneport.client.wire;

import io.netty.channel.embedded.EmbeddedChannel;
import io.oneport.client.net.Failures;
import io.oneport.client.net.Limits;

/** Sockets without a network, for tests of what stands on them. */
public final class EmbeddedWires {
    private EmbeddedWires() {}

    /** The loop of a channel. */
    public static WireLoop loop(EmbeddedChannel channel, int maxMessageBytes) {
        return new WireLoop(channel.eventLoop(), maxMessageBytes, Failures::reason);
    }

    /** Has a socket live on a channel, as if it were connected now. */
    public static void open(EmbeddedChannel channel, Wire wire, Limits limits) {
        Wires.speak(channel.pipeline(), wire, limits);
        wire.listener.connected();
        wire.start();
    }
}
