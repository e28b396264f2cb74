package io.oneport.server.broker.redis;

import org.jspecify.annotations.Nullable;

/** Somebody who wants what is published on a channel. */
abstract class ChannelListener {
    final String channel;
    /** Where it is subscribed; null before it is. */
    volatile @Nullable Link link;

    ChannelListener(String channel) {
        this.channel = channel;
    }

    /** Something was published; on a thread of Lettuce's. */
    abstract void message(byte[] said);

    /** From here on nothing is missed, until this is called again; on a thread of Lettuce's. */
    abstract void subscribed();
}
