package io.oneport.server.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.spi.AppenderAttachable;
import ch.qos.logback.core.spi.AppenderAttachableImpl;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Passes on one warning or error of each kind a minute, and at the minute's end says how many more there were: what a peer
 * or a repeated failure can cause must not fill a disk. A kind is a logger and a message without its parameters, so that
 * libraries are held to it too. Lines below a warning pass.
 *
 * <p>That memory has run out is one kind, whoever reports it, and one line: a stack trace shows where it has run out, which is
 * anywhere, and not why. Any thread.
 */
public final class OncePerMinute extends AppenderBase<ILoggingEvent> implements AppenderAttachable<ILoggingEvent> {
    private static final long INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** Messages that were put together by hand may differ each time; past this many kinds, a logger is one kind. */
    private static final int MAX_KINDS = 256;

    private static final String OUT_OF_MEMORY = "Out of memory";

    /** As the JVM and Netty name them; this package does not know Netty. */
    private static final Set<String> OUT_OF_MEMORY_ERRORS =
            Set.of(OutOfMemoryError.class.getName(), "io.netty.util.internal.OutOfDirectMemoryError");

    private static final int MAX_CAUSES = 8;

    private final AppenderAttachableImpl<ILoggingEvent> appenders = new AppenderAttachableImpl<>();
    private final Map<String, LineKind> kinds = new HashMap<>();
    private final LongSupplier nanoTime;

    /** What was passed on last, and what was not. */
    private static final class LineKind {
        private long passedNanos;
        private long suppressed;
        /** Null if none was suppressed. */
        private @Nullable ILoggingEvent last;
    }

    /** As Logback makes it. */
    public OncePerMinute() {
        this(System::nanoTime);
    }

    OncePerMinute(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        new LineKind(); // loads the class while there are descriptors for it
    }

    /** Reports, once a minute, what was suppressed. */
    @Override
    public void start() {
        super.start();
        getContext().getScheduledExecutorService().scheduleWithFixedDelay(this::report, 1, 1, TimeUnit.SECONDS);
    }

    @Override
    protected void append(ILoggingEvent event) { // one thread at a time
        if (!event.getLevel().isGreaterOrEqual(Level.WARN)) {
            appenders.appendLoopOnAppenders(event);
            return;
        }
        IThrowableProxy memory = outOfMemory(event);
        ILoggingEvent line = memory == null ? event : outOfMemory(event, memory);
        if (passes(line, memory == null ? event.getLoggerName() + ": " + event.getMessage() : OUT_OF_MEMORY)) {
            appenders.appendLoopOnAppenders(line);
        }
    }

    /** The last in the event's chain of causes that says that memory has run out, or null. */
    private static @Nullable IThrowableProxy outOfMemory(ILoggingEvent event) {
        IThrowableProxy found = null;
        IThrowableProxy cause = event.getThrowableProxy();
        for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
            String text = cause.getClassName() + ' ' + cause.getMessage(); // some have no cause, but name it
            if (OUT_OF_MEMORY_ERRORS.stream().anyMatch(text::contains)) {
                found = cause;
            }
            cause = cause.getCause();
        }
        return found;
    }

    private LoggingEvent outOfMemory(ILoggingEvent event, IThrowableProxy memory) {
        return line(
                event,
                OUT_OF_MEMORY + ": " + memory.getMessage()
                        + "; lower the limits, or give the process more memory (reported by " + event.getLoggerName()
                        + ")");
    }

    private boolean passes(ILoggingEvent event, String kindName) {
        String name = kindName;
        if (kinds.size() >= MAX_KINDS && !kinds.containsKey(name)) {
            name = event.getLoggerName();
        }
        LineKind kind = kinds.get(name);
        if (kind != null) {
            kind.suppressed++;
            kind.last = event;
            return false;
        }
        LineKind first = new LineKind();
        first.passedNanos = nanoTime.getAsLong();
        kinds.put(name, first);
        return true;
    }

    /** Says how many were suppressed of each kind whose minute is over, and forgets those of which there were none. */
    synchronized void report() {
        long now = nanoTime.getAsLong();
        for (Iterator<LineKind> all = kinds.values().iterator(); all.hasNext(); ) {
            LineKind kind = all.next();
            if (now - kind.passedNanos < INTERVAL_NANOS) {
                continue;
            }
            if (kind.last == null) {
                all.remove();
                continue;
            }
            appenders.appendLoopOnAppenders(summary(kind.last, kind.suppressed));
            kind.passedNanos = now;
            kind.suppressed = 0;
            kind.last = null;
        }
    }

    private LoggingEvent summary(ILoggingEvent last, long suppressed) {
        return line(last, last.getFormattedMessage() + " (the last of " + suppressed + " such in a minute)");
    }

    private LoggingEvent line(ILoggingEvent like, String text) {
        Logger logger = ((LoggerContext) getContext()).getLogger(like.getLoggerName());
        return new LoggingEvent(OncePerMinute.class.getName(), logger, like.getLevel(), text, null, null);
    }

    @Override
    public void addAppender(Appender<ILoggingEvent> appender) {
        appenders.addAppender(appender);
    }

    @Override
    public Iterator<Appender<ILoggingEvent>> iteratorForAppenders() {
        return appenders.iteratorForAppenders();
    }

    @Override
    public Appender<ILoggingEvent> getAppender(String name) {
        return appenders.getAppender(name);
    }

    @Override
    public boolean isAttached(Appender<ILoggingEvent> appender) {
        return appenders.isAttached(appender);
    }

    @Override
    public void detachAndStopAllAppenders() {
        appenders.detachAndStopAllAppenders();
    }

    @Override
    public boolean detachAppender(Appender<ILoggingEvent> appender) {
        return appenders.detachAppender(appender);
    }

    @Override
    public boolean detachAppender(String name) {
        return appenders.detachAppender(name);
    }
}
