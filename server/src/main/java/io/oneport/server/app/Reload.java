package io.oneport.server.app;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What SIGHUP reads again while the server runs, such as certificates. A part that fails keeps what it had and does not
 * keep the others from being reloaded. Any thread; the parts run one at a time on a thread of their own.
 */
final class Reload {
    private static final Logger log = LoggerFactory.getLogger(Reload.class);

    private record Part(String what, Callable<String> reload) {
        /** Reloads it, and logs what was done in a line. */
        void run() {
            try {
                log.info("Reloaded on SIGHUP. {}: {}", what, reload.call());
            } catch (Throwable e) { // an Error in one part must not end the others, or the server
                String why = e instanceof UsageException || e instanceof IllegalArgumentException
                        ? e.getMessage()
                        : e.toString();
                log.warn("Not reloaded on SIGHUP. {}: {}", what, why);
            }
        }
    }

    private final List<Part> parts = new CopyOnWriteArrayList<>();
    /** Room for one: what asks while one runs is served by the next, and by one only. */
    private final BlockingQueue<Boolean> requests = new ArrayBlockingQueue<>(1);

    /**
     * Adds a part.
     *
     * @param what its name in the log line, such as {@code certificates}
     * @param reload reads it again and returns what was done, in a few words; throws an exception with a one-line message
     *     if it keeps what it had
     */
    void add(String what, Callable<String> reload) {
        parts.add(new Part(what, reload));
    }

    /** Starts the thread that reloads. Once. */
    void start() {
        Thread thread = new Thread(this::serve, "reload");
        thread.setDaemon(true);
        thread.start();
    }

    /** Asks for a reload, which follows soon. Does nothing if one is waiting to begin. */
    void request() {
        requests.offer(Boolean.TRUE);
    }

    private void serve() {
        try {
            while (true) {
                requests.take();
                run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody does; then there are no reloads any more
        }
    }

    /** Reloads every part. */
    synchronized void run() {
        parts.forEach(Part::run);
    }
}
