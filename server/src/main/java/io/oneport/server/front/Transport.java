package io.oneport.server.front;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.unix.UnixChannelOption;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.oneport.protocol.Setting;
import java.net.StandardSocketOptions;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The ways in which an operating system can be asked to move bytes. */
public enum Transport {
    /**
     * The best that this machine has: io_uring where the kernel can receive into a ring of buffers (Linux 6.0 and newer),
     * else epoll, else nio. docs/benchmarks.md has what that is decided by.
     */
    AUTO,
    /** Linux: one system call for each read and write, none while nothing happens. */
    EPOLL,
    /** The JDK's own; everywhere. */
    NIO,
    /** Linux 5.14 and newer: many reads and writes in one system call. */
    IO_URING;

    /**
     * Completions that fit into one event loop's queue, at 16 bytes each. A loop takes them out only once it has done all
     * that it has to do: pings that are due, or a Close for each socket at a stop, are one completion or more a socket. In
     * Netty's default queue of 4,096 those of 8,000 sockets did not fit; the kernel then keeps the rest at a greater cost.
     */
    static final int COMPLETIONS = 32 << 10;

    static {
        // Netty 4.2.18 repeats a multishot accept that failed although reading is off: out of descriptors, it spins.
        if (System.getProperty("io.netty.iouring.acceptMultiShotEnabled") == null) {
            System.setProperty("io.netty.iouring.acceptMultiShotEnabled", "false");
        }
    }

    /** The name as a setting has it, such as {@code io_uring}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The transport to use.
     *
     * @return this one, or what {@link #AUTO} stands for here
     * @throws IllegalArgumentException if this machine does not have it; the message says what it has, and why not this
     */
    public Transport resolve() {
        if (this == AUTO) {
            if (ReceiveRing.available()) {
                return IO_URING;
            }
            return EPOLL.available() ? EPOLL : NIO;
        }
        Throwable cause = cause();
        if (cause != null) {
            String others = Arrays.stream(values())
                    .filter(Transport::available)
                    .map(Transport::text)
                    .collect(Collectors.joining(", "));
            String why = String.valueOf(cause.getMessage());
            throw Setting.refused("transport", text(), "one that is available on this machine: " + others + "; " + why);
        }
        return this;
    }

    /** Whether this machine has it. */
    public boolean available() {
        return cause() == null;
    }

    private @Nullable Throwable cause() {
        return switch (this) {
            case AUTO, NIO -> null;
            case EPOLL -> Epoll.unavailabilityCause();
            case IO_URING -> IoUring.unavailabilityCause();
        };
    }

    IoHandlerFactory ioHandlers() {
        return switch (resolve()) {
            case EPOLL -> EpollLoops.ioHandlers();
            case IO_URING ->
                ReceiveRing.available() ? ReceiveRing.ioHandlers(ioUring()) : IoUringIoHandler.newFactory(ioUring());
            case NIO, AUTO -> NioIoHandler.newFactory();
        };
    }

    /** How an event loop's io_uring is set up. */
    static IoUringIoHandlerConfig ioUring() {
        IoUringIoHandlerConfig config = new IoUringIoHandlerConfig();
        return config.setCqSize(Math.max(config.getCqSize(), COMPLETIONS));
    }

    /** What every accepted socket needs to be told. */
    void configure(ServerBootstrap bootstrap) {
        if (resolve() == IO_URING && ReceiveRing.available()) {
            ReceiveRing.use(bootstrap);
        }
    }

    Class<? extends ServerChannel> serverChannel() {
        return switch (resolve()) {
            case EPOLL -> EpollServerSocketChannel.class;
            case IO_URING -> IoUringServerSocketChannel.class;
            case NIO, AUTO -> NioServerSocketChannel.class;
        };
    }

    ChannelOption<Boolean> reusePort() {
        return resolve() == NIO
                ? NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT)
                : UnixChannelOption.SO_REUSEPORT;
    }
}
