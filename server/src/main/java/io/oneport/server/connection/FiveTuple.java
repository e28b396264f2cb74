package io.oneport.server.connection;

import io.netty.channel.Channel;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What makes a connection that connection: both addresses, both ports, and TCP.
 *
 * @param client the peer's address and port
 * @param server our own address and port on this connection
 */
public record FiveTuple(
        @Nullable InetSocketAddress client, @Nullable InetSocketAddress server) {
    /** The five-tuple of an accepted channel; either address is null where the channel has none (tests). */
    static FiveTuple of(Channel channel) {
        return new FiveTuple(address(channel.remoteAddress()), address(channel.localAddress()));
    }

    /** The client's side as {@code address:port}; without a port where a proxy has not said it. */
    public String clientText() {
        return text(client);
    }

    /** The server's side as {@code address:port}. */
    public String serverText() {
        return text(server);
    }

    @Override
    public String toString() {
        return "tcp " + clientText() + " -> " + serverText();
    }

    private static @Nullable InetSocketAddress address(@Nullable Object address) {
        return address instanceof InetSocketAddress inet ? inet : null;
    }

    private static String text(@Nullable InetSocketAddress address) {
        if (address == null) {
            return "?";
        }
        return address.getPort() == 0
                ? NetUtil.toAddressString(address.getAddress())
                : NetUtil.toSocketAddressString(address);
    }
}
