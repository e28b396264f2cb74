package io.oneport.server.front;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringBufferRingConfig;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;

/**
 * Buffers that each event loop lends to the kernel, which puts into the next one whatever arrives on any of the loop's
 * sockets. One receive request then stays in force for a socket's whole life (io_uring_prep_recv_multishot(3)); without
 * the ring each read is two: one that waits for bytes to be there, and one that gets them. Linux 6.0 and newer.
 */
final class ReceiveRing {
    private static final short GROUP = 1;

    /** As many reads as the kernel can do before the loop looks again; 1 MiB a loop with the size below. */
    private static final short BUFFERS = 256;

    /** A peer that sends half a head pins the buffer that it lies in: no longer than messages usually are. */
    private static final int BUFFER_BYTES = 4 << 10;

    private ReceiveRing() {}

    /** Whether this machine's io_uring can do it. */
    static boolean available() {
        return IoUring.isAvailable() && IoUring.isRegisterBufferRingSupported() && IoUring.isRecvMultishotEnabled();
    }

    /** Event loops that have such a ring. */
    static IoHandlerFactory ioHandlers(IoUringIoHandlerConfig config) {
        IoUringBufferRingConfig ring = IoUringBufferRingConfig.builder()
                .bufferGroupId(GROUP)
                .bufferRingSize(BUFFERS)
                .batchSize(BUFFERS)
                .incremental(false) // else a few bytes that are kept would pin what others have sent as well
                .allocator(new RingBuffers(ByteBufAllocator.DEFAULT, BUFFER_BYTES))
                .build();
        return IoUringIoHandler.newFactory(config.setBufferRingConfig(ring));
    }

    /** Has every accepted socket use its loop's ring. */
    static void use(ServerBootstrap bootstrap) {
        bootstrap.childOption(IoUringChannelOption.IO_URING_BUFFER_GROUP_ID, GROUP);
    }
}
