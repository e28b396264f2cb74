package io.oneport.server.features.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open descriptor of a file that is in the system's memory as a whole, for all who send it at the moment; kept open for a
 * little longer, since a file that is asked for is likely to be asked for again. Only a few files are kept open so. Any thread.
 */
final class SharedFile {
    /** How often unused ones are closed. */
    static final Duration SWEEP = Duration.ofSeconds(1);

    private static final Logger log = LoggerFactory.getLogger(SharedFile.class);
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final int MOST_OPEN = 128;
    private static final AtomicInteger OPEN = new AtomicInteger();

    private @Nullable FileChannel file;
    private int users;
    private long usedNanos;

    /**
     * Shares a file.
     *
     * @param opened is used by the caller from now on, who ends that with {@link #giveBack}
     * @return false if it is not shared, since another one is or too many are: the caller closes it
     */
    synchronized boolean share(FileChannel opened) {
        if (file != null || OPEN.get() >= MOST_OPEN) {
            return false;
        }
        OPEN.incrementAndGet();
        file = opened;
        users = 1;
        usedNanos = System.nanoTime();
        return true;
    }

    /** The file, to be used until {@link #giveBack}; null if it is not open. */
    synchronized @Nullable FileChannel take() {
        if (file != null) {
            users++;
        }
        return file;
    }

    /** Ends a use. */
    synchronized void giveBack() {
        users--;
        usedNanos = System.nanoTime();
    }

    /** Closes it if nobody has used it for a while, and returns whether it is closed. */
    synchronized boolean closeIfIdle() {
        if (file == null) {
            return true;
        }
        if (users > 0 || System.nanoTime() - usedNanos < IDLE_NANOS) {
            return false;
        }
        OPEN.decrementAndGet();
        try {
            file.close();
        } catch (IOException e) {
            log.debug("Closing a file failed", e);
        }
        file = null;
        return true;
    }
}
