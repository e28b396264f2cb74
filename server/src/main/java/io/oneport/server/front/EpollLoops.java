package io.oneport.server.front;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;

/**
 * Netty's event loops on epoll, but that they keep the descriptor of a socket that waits for nothing.
 *
 * <p>Netty 4.2.18 takes it out of the epoll instance and does not put it back: the next change fails with ENOENT, and the
 * connection ends. A peer that has closed its side is such a socket, and an answer that the system does not take at once such
 * a change. What is asked for in its place is to be told once of an error, which epoll_ctl(2) reports in any case.
 */
final class EpollLoops {
    private EpollLoops() {}

    static IoHandlerFactory ioHandlers() {
        IoHandlerFactory netty = EpollIoHandler.newFactory();
        return executor -> new KeepingHandler(netty.newHandler(executor));
    }

    private record KeepingHandler(IoHandler netty) implements IoHandler {
        @Override
        public void initialize() {
            netty.initialize();
        }

        @Override
        public int run(IoHandlerContext context) {
            return netty.run(context);
        }

        @Override
        public void prepareToDestroy() {
            netty.prepareToDestroy();
        }

        @Override
        public void destroy() {
            netty.destroy();
        }

        @Override
        public IoRegistration register(IoHandle handle) throws Exception {
            return new KeepingRegistration(netty.register(handle));
        }

        @Override
        public void wakeup() {
            netty.wakeup();
        }

        @Override
        public boolean isCompatible(Class<? extends IoHandle> handleType) {
            return netty.isCompatible(handleType);
        }
    }

    private record KeepingRegistration(IoRegistration netty) implements IoRegistration {
        @Override
        public <T> T attachment() {
            return netty.attachment();
        }

        @Override
        public long submit(IoOps ops) {
            return netty.submit(EpollIoOps.NONE.equals(ops) ? EpollIoOps.EPOLLET : ops);
        }

        @Override
        public boolean isValid() {
            return netty.isValid();
        }

        @Override
        public boolean cancel() {
            return netty.cancel();
        }
    }
}
