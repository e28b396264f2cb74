package io.oneport.client.wire;

import io.netty.channel.EventLoop;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One event loop, and what its sockets share. What is not said to be for any thread is for the loop's own. */
public final class WireLoop {
    /** Most messages are far shorter than they may be. */
    private static final int FIRST_SCRATCH_BYTES = 64 << 10;

    private final EventLoop loop;
    private final int maxMessageBytes;
    private final Function<Throwable, String> unreachable;
    private byte[] scratch;
    private byte[] frameScratch;
    private final SplittableRandom masks = new SplittableRandom();
    /** {@code null} until the first socket needs it. */
    private @Nullable MessageDeflate deflate;

    private final RestingPorts restingPorts = new RestingPorts();

    /** @param unreachable says why there is no connection */
    WireLoop(EventLoop loop, int maxMessageBytes, Function<Throwable, String> unreachable) {
        this.loop = loop;
        this.maxMessageBytes = maxMessageBytes;
        this.unreachable = unreachable;
        int first = Math.min(maxMessageBytes, FIRST_SCRATCH_BYTES);
        this.scratch = new byte[first];
        this.frameScratch = new byte[first + Frames.MAX_HEADER_BYTES];
    }

    /** Why there is no connection, in one sentence. */
    String unreachable(Throwable cause) {
        return unreachable.apply(cause);
    }

    EventLoop loop() {
        return loop;
    }

    /** Where a message of up to this length lies while it is passed on; at least so long. */
    byte[] scratch(int length) {
        if (length > scratch.length) {
            scratch = new byte[Math.max(length, 2 * scratch.length)];
        }
        return scratch;
    }

    /** Where a message is inflated to: exactly as long as one may be. */
    byte[] inflateScratch() {
        if (scratch.length != maxMessageBytes) {
            scratch = new byte[maxMessageBytes];
        }
        return scratch;
    }

    /** Where a frame with a payload of up to this length is put together; at least so long. */
    byte[] frameScratch(int length) {
        int needed = length + Frames.MAX_HEADER_BYTES;
        if (needed > frameScratch.length) {
            frameScratch = new byte[Math.max(needed, 2 * frameScratch.length)];
        }
        return frameScratch;
    }

    /** What compresses, and inflates, for all of its sockets. */
    MessageDeflate deflate() {
        if (deflate == null) {
            deflate = new MessageDeflate(maxMessageBytes);
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

    /** Has a task run there again and again, until the loop ends; runs that are overdue follow each other. Any thread. */
    public void every(long periodNanos, Runnable task) {
        loop.scheduleAtFixedRate(task, periodNanos, periodNanos, TimeUnit.NANOSECONDS);
    }

    /** Has something found out there. Any thread. */
    public <T> CompletableFuture<T> ask(Supplier<T> question) {
        return CompletableFuture.supplyAsync(question, loop);
    }
}
