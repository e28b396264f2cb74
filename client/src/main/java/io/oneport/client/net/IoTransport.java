package io.oneport.client.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import io.oneport.protocol.Setting;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How sockets reach the kernel. Any thread. */
public enum IoTransport {
    /** Linux: a system call for each read and write. */
    EPOLL,
    /** The JDK's own; everywhere. */
    NIO,
    /** Linux 5.14 and newer: many reads and writes in one system call. */
    IO_URING;

    /** epoll where there is one, else NIO. */
    public static IoTransport best() {
        return EPOLL.available() ? EPOLL : NIO;
    }

    /** The name as a person writes it, such as {@code io_uring}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether this machine has it. */
    public boolean available() {
        return switch (this) {
            case NIO -> true;
            case EPOLL -> Epoll.isAvailable();
            case IO_URING -> IoUring.isAvailable();
        };
    }

    /**
     * Reads a name.
     *
     * @param text such as {@code epoll}; {@code auto} stands for {@link #best()}
     * @throws IllegalArgumentException if this machine has none of that name; the message says which it has
     */
    public static IoTransport parse(String text) {
        if (text.equals("auto")) {
            return best();
        }
        return Arrays.stream(values())
                .filter(transport -> transport.text().equals(text) && transport.available())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(Setting.refusal("transport", text, choices())));
    }

    private static String choices() {
        return Arrays.stream(values())
                .filter(IoTransport::available)
                .map(IoTransport::text)
                .collect(Collectors.joining(", ", "auto, ", "; this machine has no others"));
    }

    /** The one that moves most messages a second: io_uring where it can lend buffers to the kernel, else as best. */
    public static IoTransport fastest() {
        return LentBuffers.available() ? IO_URING : best();
    }

    /** Prepares sockets for what {@link #loops} have. */
    public void prepare(Bootstrap sockets) {
        if (this == IO_URING && LentBuffers.available()) {
            LentBuffers.use(sockets);
        }
    }

    /** Makes what event loops run on. */
    public IoHandlerFactory loops() {
        return switch (this) {
            case EPOLL -> EpollIoHandler.newFactory();
            case IO_URING -> LentBuffers.available() ? LentBuffers.ioHandlers() : IoUringIoHandler.newFactory();
            case NIO -> NioIoHandler.newFactory();
        };
    }

    /** The sockets that live on such loops. */
    public Class<? extends SocketChannel> sockets() {
        return switch (this) {
            case EPOLL -> EpollSocketChannel.class;
            case IO_URING -> IoUringSocketChannel.class;
            case NIO -> NioSocketChannel.class;
        };
    }

    /** Listeners that live on such loops. */
    public Class<? extends ServerSocketChannel> listeners() {
        return switch (this) {
            case EPOLL -> EpollServerSocketChannel.class;
            case IO_URING -> IoUringServerSocketChannel.class;
            case NIO -> NioServerSocketChannel.class;
        };
    }
}
