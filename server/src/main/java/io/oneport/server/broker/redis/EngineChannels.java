package io.oneport.server.broker.redis;

import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The channels that Lettuce has opened, those that are not connected yet included. Lettuce does not know of these when it is shut
 * down: Netty would log that the event loop of an attempt has gone, and what its handlers hold would stay. Any thread.
 */
final class EngineChannels implements NettyCustomizer {
    private final Set<Channel> open = new HashSet<>();
    private boolean closing;

    @Override
    public void afterChannelInitialized(Channel channel) {
        boolean late = begun(channel);
        channel.closeFuture().addListener(end -> ended(channel));
        if (late) {
            channel.close();
        }
    }

    private synchronized boolean begun(Channel channel) {
        open.add(channel);
        return closing;
    }

    private synchronized void ended(Channel channel) {
        open.remove(channel);
        notifyAll();
    }

    /** Closes all channels, and each that is opened from now on: whoever waits for a connection or a reply gets an error. */
    void close() {
        begunSoFar().forEach(Channel::close);
    }

    private synchronized List<Channel> begunSoFar() {
        closing = true;
        return List.copyOf(open);
    }

    /** Waits until all channels are closed, but no longer than this. */
    synchronized void awaitEnd(long timeoutMillis) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        long left = timeoutMillis;
        while (!open.isEmpty() && left > 0) {
            wait(left);
            left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        }
    }
}
