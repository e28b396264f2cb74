package io.oneport.client.wire;

import io.netty.channel.EventLoop;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** One event loop, and what its sockets share. What is not said to be for any thread is for the loop's own. */
public final class WireLoop {
    private final EventLoop loop;
    private final byte[] scratch;
    private final byte[] frameScratch;
    private final SplittableRandom masks = new SplittableRandom();
    /** {@code null} until the first socket needs it. */
    private MessageDeflate deflate;

    private final RestingPorts restingPorts = new RestingPorts();

    WireLoop(EventLoop loop, int maxMessageBytes) {
        this.loop = loop;
        this.scratch = new byte[maxMessageBytes];
        this.frameScratch = new byte[maxMessageBytes + Frames.MAX_HEADER_BYTES];
    }

    EventLoop loop() {
        return loop;
    }

    /** Where a message lies while it is passed on. */
    byte[] scratch() {
        return scratch;
    }

    /** Where a frame is put together. */
    byte[] frameScratch() {
        return frameScratch;
    }

    /** What compresses, and inflates, for all of its sockets. */
    MessageDeflate deflate() {
        if (deflate == null) {
            deflate = new MessageDeflate(scratch.length);
        }
        return deflate;
    }

    /** Gives back what is outside the heap; once the loop has ended. Any thread. */
    void close() {
        if (deflate != null) {
            deflate.close();
        }
    }

    /** The ports that its sockets have left to rest. */
    public RestingPorts restingPorts() {
        return restingPorts;
    }

    /** A frame's mask: not to be foreseen by whoever chooses the payload (RFC 6455, section 5.3). */
    int nextMask() {
        return masks.nextInt();
    }

    /** Has a task run there, soon. Any thread. */
    public void execute(Runnable task) {
        loop.execute(task);
    }

    /** Has a task run there after a delay in nanoseconds. Any thread. */
    public void schedule(Runnable task, long delayNanos) {
        loop.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
    }

    /** Has something found out there. Any thread. */
    public <T> CompletableFuture<T> ask(Supplier<T> question) {
        return CompletableFuture.supplyAsync(question, loop);
    }
}
