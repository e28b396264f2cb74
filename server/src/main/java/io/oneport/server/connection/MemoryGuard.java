package io.oneport.server.connection;

import io.netty.util.internal.PlatformDependent;
import io.oneport.protocol.Units;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches how much of the heap and of the direct memory is in use, so that the server sheds load before either runs out: over
 * a limit it takes no new work, and well over it, it closes sockets that wait for their peers. {@link #look} is called by one
 * event loop; the state may be asked for on any thread.
 *
 * <p>Of the heap, what counts is what the last collection of its old generation has left: garbage is no load. Once the old
 * generation is nearly full, with garbage or without, it has it collected, to know.
 */
public final class MemoryGuard {
    /** How short of memory the server is. */
    enum Level {
        ENOUGH,
        /** No new work is taken. */
        SHORT,
        /** Sockets are closed. */
        VERY_SHORT
    }

    /** One kind of memory. Bytes; {@code max} is negative if there is no limit. */
    record Use(LongSupplier used, LongSupplier max) {
        int percent() {
            long limit = max.getAsLong();
            return limit <= 0 ? 0 : (int) (100 * used.getAsLong() / limit);
        }

        long left() {
            long limit = max.getAsLong();
            return limit <= 0 ? Long.MAX_VALUE : limit - used.getAsLong();
        }
    }

    static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long CLOSE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private static final Logger log = LoggerFactory.getLogger(MemoryGuard.class);

    private final int limitPercent;
    private final int workers;
    private final Use heap;
    private final Use heapWithGarbage;
    private final Use direct;
    private final Runnable collect;
    private final LongSupplier nanoTime;
    private volatile Level level = Level.ENOUGH;
    private long collectedNanos;
    private long collectTook;
    private long closedNanos;

    /**
     * Creates a guard of this process.
     *
     * @param limitPercent use of either kind of memory above which the server sheds load; 0 for never
     * @param workers event loops, each of which may allocate a buffer at the same moment
     */
    public MemoryGuard(int limitPercent, int workers) {
        this(
                limitPercent,
                workers,
                heap(MemoryPoolMXBean::getCollectionUsage),
                heap(MemoryPoolMXBean::getUsage),
                direct(),
                System::gc,
                System::nanoTime);
    }

    MemoryGuard(
            int limitPercent,
            int workers,
            Use heap,
            Use heapWithGarbage,
            Use direct,
            Runnable collect,
            LongSupplier nanoTime) {
        this.limitPercent = limitPercent;
        this.workers = workers;
        this.heap = heap;
        this.heapWithGarbage = heapWithGarbage;
        this.direct = direct;
        this.collect = collect;
        this.nanoTime = nanoTime;
        this.collectedNanos = nanoTime.getAsLong();
        this.closedNanos = collectedNanos;
    }

    private static Use direct() {
        return new Use(PlatformDependent::usedDirectMemory, PlatformDependent::maxDirectMemory);
    }

    /** The old generation, or the whole heap where there are no generations. */
    private static Use heap(Function<MemoryPoolMXBean, @Nullable MemoryUsage> used) {
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            if (pool.getType() == MemoryType.HEAP
                    && pool.isUsageThresholdSupported()
                    && pool.isCollectionUsageThresholdSupported()) {
                return new Use(
                        () -> {
                            MemoryUsage usage = used.apply(pool);
                            return usage == null ? 0 : usage.getUsed();
                        },
                        () -> pool.getUsage().getMax());
            }
        }
        return new Use(() -> 0, () -> -1);
    }

    /** Whether there is a limit. */
    boolean watches() {
        return limitPercent > 0;
    }

    /** Whether the server takes no new work. */
    public boolean sheds() {
        return level != Level.ENOUGH || directShort();
    }

    /**
     * Whether direct memory is over the limit at this very moment: what waits for slow peers can fill it between two looks.
     * Costs one read of a number that seldom changes. Any thread.
     */
    boolean directShort() {
        return limitPercent > 0 && direct.percent() >= limitPercent;
    }

    /** Whether direct memory is near that limit at this very moment. Any thread. */
    boolean directScarce() {
        return limitPercent > 0 && direct.percent() >= limitPercent * 2 / 3;
    }

    /**
     * Whether a socket that has received bytes is to be closed at this very moment, since direct memory may not do for what
     * they lead to. Many peers that send at once fill it between two looks, and the first buffer that can't be had would
     * fail some socket, or the event loop. Any thread.
     *
     * @param holds whether bytes are kept for this socket already: it has to go first
     * @param room bytes that are needed for what has been received, at one go. Even if all event loops need as many at this
     *     moment, half of what is left must stay free: none sees what the others are about to allocate
     */
    boolean closesReader(boolean holds, int room) {
        if (limitPercent == 0) {
            return false;
        }
        int percent = direct.percent();
        return percent >= veryShortPercent() && (holds || percent >= halfWayFrom(veryShortPercent()))
                || room > 0 && direct.left() / (2L * workers) < room;
    }

    private int veryShortPercent() {
        return halfWayFrom(limitPercent);
    }

    /** Half way from there to all there is. */
    private static int halfWayFrom(int percent) {
        return percent + (100 - percent) / 2;
    }

    /**
     * Looks at the memory.
     *
     * @param closeSome called if sockets are to be closed now
     */
    void look(Runnable closeSome) {
        if (limitPercent == 0) {
            return;
        }
        int heapPercent = heap.percent();
        int directPercent = direct.percent();
        int worst = Math.max(heapPercent, directPercent);
        Level now = worst >= veryShortPercent() ? Level.VERY_SHORT : worst >= limitPercent ? Level.SHORT : Level.ENOUGH;
        long nanos = nanoTime.getAsLong();
        if (now != Level.ENOUGH) {
            log.warn(
                    "Short of memory (old heap {} % of {}, direct memory {} % of {}; memory-limit: {}): new sockets,"
                            + " upgrades and publications are refused{}",
                    heapPercent,
                    Units.sizeText(heap.max.getAsLong()),
                    directPercent,
                    Units.sizeText(direct.max.getAsLong()),
                    limitPercent,
                    now == Level.VERY_SHORT ? ", sockets that wait for their peers are closed" : "");
        } else if (level != Level.ENOUGH) {
            log.info("Enough memory again: heap {} %, direct {} %", heapPercent, directPercent);
        }
        level = now;
        if (now == Level.VERY_SHORT && nanos - closedNanos >= CLOSE_NANOS) {
            closedNanos = nanos;
            closeSome.run();
        }
        // What was shed shows only after a collection, which may be long in coming once nothing new is let in; and what
        // has come
        // since the last one may be load as well as garbage.
        boolean unsure = heapPercent >= limitPercent || heapWithGarbage.percent() >= veryShortPercent();
        if (unsure && nanos - collectedNanos >= Math.max(CLOSE_NANOS, 10 * collectTook)) {
            collect.run();
            collectedNanos = nanoTime.getAsLong();
            collectTook = collectedNanos - nanos;
        }
    }
}
