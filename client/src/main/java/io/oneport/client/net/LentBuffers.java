package io.oneport.client.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringBufferRingConfig;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringFixedBufferRingAllocator;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;

/**
 * Buffers that each event loop lends to the kernel, which puts into the next one whatever arrives on any of the loop's
 * sockets. One receive request then stays in force for a socket's whole life (io_uring_prep_recv_multishot(3)); without
 * the ring each read is two. Linux 6.0 and newer. Stateless: any thread.
 */
final class LentBuffers {
    private static final short GROUP = 1;
    /** As many reads as the kernel can do before the loop looks again. */
    private static final short BUFFERS = 256;

    private static final int BUFFER_BYTES = 4 << 10;

    private LentBuffers() {}

    /** Whether this machine's io_uring can do it. */
    static boolean available() {
        return IoUring.isAvailable() && IoUring.isRegisterBufferRingSupported() && IoUring.isRecvMultishotEnabled();
    }

    /** Event loops that have such a ring. */
    static IoHandlerFactory ioHandlers() {
        IoUringBufferRingConfig ring = IoUringBufferRingConfig.builder()
                .bufferGroupId(GROUP)
                .bufferRingSize(BUFFERS)
                .batchSize(BUFFERS)
                .incremental(false)
                .allocator(new IoUringFixedBufferRingAllocator(ByteBufAllocator.DEFAULT, BUFFER_BYTES))
                .build();
        return IoUringIoHandler.newFactory(new IoUringIoHandlerConfig().setBufferRingConfig(ring));
    }

    /** Has a socket use its loop's ring. */
    static void use(Bootstrap bootstrap) {
        bootstrap.option(IoUringChannelOption.IO_URING_BUFFER_GROUP_ID, GROUP);
    }
}
