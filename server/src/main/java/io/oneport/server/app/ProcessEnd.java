package io.oneport.server.app;

import ch.qos.logback.classic.LoggerContext;
import io.oneport.protocol.Units;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process: in order on the first SIGTERM or SIGINT, at once on the second, and always within {@code
 * drain-timeout} and {@link #MARGIN}. Any thread but an event loop.
 */
final class ProcessEnd {
    /** What a stop takes beyond drain-timeout at most: closing what is left, and ending the event loops. */
    static final Duration MARGIN = Duration.ofSeconds(6);

    private static final Logger log = LoggerFactory.getLogger(ProcessEnd.class);
    /** Time for the last line to be written. Whoever reads our standard error may have stopped reading it. */
    private static final Duration LAST_LINE = Duration.ofMillis(500);

    private final Server server;
    private final AtomicBoolean begun = new AtomicBoolean();
    /** Whether a request has begun the stop, and no signal has come since. */
    private final AtomicBoolean requested = new AtomicBoolean();

    /** Set before the watchdog is woken. */
    private volatile Duration limit = Duration.ZERO;

    private final CountDownLatch watched = new CountDownLatch(1);

    private ProcessEnd(Server server) {
        this.server = server;
    }

    /** Takes over the signals. */
    static void prepare(Server server) {
        ProcessEnd end = new ProcessEnd(server);
        // Started now: a machine that is out of memory or threads must still be able to stop.
        Thread watchdog = new Thread(end::watch, "stop-watchdog");
        watchdog.setDaemon(true);
        watchdog.start();
        for (String signal : new String[] {"TERM", "INT"}) {
            Signals.handle(signal, () -> end.signalled(signal));
        }
        server.drainRequests().takenBy(end::requested);
        server.reload().start();
        Signals.handle("HUP", server.reload()::request);
        // Where the JVM keeps its signals to itself (-Xrs), and for System.exit.
        Runtime.getRuntime().addShutdownHook(new Thread(end::exiting, "shutdown"));
    }

    /**
     * Loads all that the server and its stop need, so that neither depends on the jar being still the one that the process was
     * started from. Takes a while: whoever waits for the server need not wait for this.
     */
    static void loadClasses(Server server) {
        JarClasses.load(server.logs(), server.hasEngine());
    }

    private void signalled(String signal) {
        if (begun.compareAndSet(false, true)) {
            stop();
        } else if (requested.compareAndSet(true, false)) {
            // What runs a container asks it to drain, and then signals: that must not cut the drain short.
            Duration left = server.drainTimeout();
            server.endWithin(left);
            log.info("SIG{} while draining: ends within {}; another signal ends it at once", signal, Units.text(left));
        } else {
            halt(
                    ExitStatus.CUT_SHORT,
                    "SIG" + signal + " while stopping: ended at once, without waiting for open sockets");
        }
    }

    private void exiting() {
        if (begun.compareAndSet(false, true)) {
            stop();
        }
    }

    /** An administrator has asked the server to drain: the process ends when it has. */
    private boolean requested(Duration given) {
        if (!begun.compareAndSet(false, true)) {
            return false;
        }
        requested.set(true);
        Duration over = given == null ? server.drainOver() : given;
        Duration timeout = over.plus(server.drainTimeout());
        Thread stop = new Thread(() -> stop(timeout, () -> server.stop(over, timeout)), "drain");
        stop.start();
        return true;
    }

    private void stop() {
        stop(server.drainTimeout(), server::stop);
    }

    private void stop(Duration timeout, BooleanSupplier stopInOrder) {
        limit = timeout.plus(MARGIN);
        watched.countDown();
        int status = ExitStatus.OK;
        try {
            if (!stopInOrder.getAsBoolean()) {
                status = ExitStatus.CUT_SHORT;
            }
        } catch (Throwable e) { // whatever happens, the process ends
            status = ExitStatus.CUT_SHORT;
            try {
                log.error("Stopping failed", e);
            } catch (Throwable unsayable) {
                status = ExitStatus.CUT_SHORT;
            }
        }
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logging) {
            logging.stop();
        }
        Runtime.getRuntime().halt(status);
    }

    private void watch() {
        try {
            watched.await();
        } catch (InterruptedException e) {
            return; // nobody does; without it there is no watchdog, and the stop still has its own limits
        }
        try {
            Thread.sleep(limit.toMillis());
        } catch (InterruptedException e) {
            return;
        }
        halt(ExitStatus.CUT_SHORT, "Stopping took longer than " + limit.toSeconds() + " s: ended at once");
    }

    /** Ends the process now; the line is logged if that takes no time. */
    static void halt(int status, String line) {
        try {
            Thread last = new Thread(() -> log.error(line), "last-line");
            last.setDaemon(true);
            last.start();
            last.join(LAST_LINE.toMillis());
        } catch (Throwable unsayable) {
            Runtime.getRuntime().halt(status);
        }
        Runtime.getRuntime().halt(status);
    }
}
