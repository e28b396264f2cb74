package io.oneport.client.wire;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * Connects to several addresses of a server, one begun after another, without waiting for long for any of them: the first
 * connection that stands is taken, and the others are closed (RFC 8305, section 5). Confined to the event loop.
 */
final class ConnectionRace {
    /** The delay that RFC 8305, section 5, recommends. */
    private static final int HEAD_START_MILLIS = 250;

    private final EventLoop loop;
    private final HostAddresses addresses;
    private final Supplier<Bootstrap> bootstraps;
    private int next;
    private int pending;
    private boolean over;

    ConnectionRace(EventLoop loop, HostAddresses addresses, Supplier<Bootstrap> bootstraps) {
        this.loop = loop;
        this.addresses = addresses;
        this.bootstraps = bootstraps;
    }

    /** @param end hears once of the connection, or why there is none */
    void run(BiConsumer<Channel, Throwable> end) {
        if (over || next == addresses.all().size()) {
            return;
        }
        InetSocketAddress address = addresses.all().get(next++);
        int turn = next;
        pending++;
        bootstraps.get().connect(address).addListener((ChannelFutureListener) connected -> {
            pending--;
            if (over) {
                connected.channel().close();
            } else if (connected.isSuccess()) {
                over = true;
                addresses.answered(address);
                end.accept(connected.channel(), null);
            } else if (turn == next && next < addresses.all().size()) {
                run(end);
            } else if (pending == 0 && next == addresses.all().size()) {
                over = true;
                end.accept(null, connected.cause());
            }
        });
        loop.schedule(
                () -> {
                    if (turn == next) {
                        run(end);
                    }
                },
                HEAD_START_MILLIS,
                TimeUnit.MILLISECONDS);
    }
}
