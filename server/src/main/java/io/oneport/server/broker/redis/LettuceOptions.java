package io.oneport.server.broker.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.NettyCustomizer;
import java.time.Duration;

/** How Lettuce, the client of Redis, is used: few threads, and no reconnecting by itself, which {@link RedisEngine} does. */
final class LettuceOptions {
    private LettuceOptions() {}

    /**
     * The threads of all connections.
     *
     * @param channels sees each channel that is made
     */
    static ClientResources resources(NettyCustomizer channels) {
        return DefaultClientResources.builder()
                .ioThreadPoolSize(2)
                .computationThreadPoolSize(2)
                .commandLatencyRecorder(CommandLatencyRecorder.disabled())
                .nettyCustomizer(channels)
                .build();
    }

    /** What each connection is held to. */
    static ClientOptions of(RedisSettings settings) {
        Duration timeout = settings.publishTimeout();
        SslOptions.Builder tls = SslOptions.builder().jdkSslProvider().handshakeTimeout(timeout);
        if (settings.certificates() != null) {
            tls.trustManager(settings.certificates().toFile());
        }
        return ClientOptions.builder()
                .autoReconnect(false)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(timeout)
                        .tcpNoDelay(true)
                        .keepAlive(true)
                        .build())
                .timeoutOptions(TimeoutOptions.enabled(timeout))
                .sslOptions(tls.build())
                .build();
    }
}
