package io.oneport.server.features.admin;

import io.oneport.server.broker.TopicDirectory;
import io.oneport.server.broker.TopicTotals;
import io.oneport.server.observe.SocketLedger;
import io.oneport.server.observe.WorkerStatus;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last 15 minutes of the server in samples, one a second, encoded once for all who look on. {@link #take} is called by one
 * event loop; everything else may be called on any thread.
 */
public final class LiveFeed {
    /** One who looks on. */
    interface Viewer {
        /** There is another sample. Any thread. */
        void more();
    }

    static final int SAMPLES = 15 * 60;
    /** How many may look on at the same time. */
    static final int MAX_VIEWERS = 100;

    private static final Logger log = LoggerFactory.getLogger(LiveFeed.class);

    private final SocketLedger ledger;
    private final TopicDirectory topics;
    private final byte[] server;
    private final LongSupplier millis;
    private final AtomicReferenceArray<byte[]> samples = new AtomicReferenceArray<>(SAMPLES);
    private final Set<Viewer> viewers = ConcurrentHashMap.newKeySet();
    /** Samples taken so far; written by whoever ends the collection of one, and one is under way at most. */
    private volatile long taken;

    private volatile boolean taking;

    /**
     * Creates a feed without samples.
     *
     * @param millis the time of day, in milliseconds since 1970
     */
    public LiveFeed(SocketLedger ledger, TopicDirectory topics, ServerFacts facts, LongSupplier millis) {
        this.ledger = ledger;
        this.topics = topics;
        this.server = LiveEvents.server(facts);
        this.millis = millis;
    }

    /**
     * Takes a sample, and hands it to all who look on. Call it once a second. A loop that is stuck delays the next one. The
     * system is asked on a thread of the common pool: it may take its time.
     */
    public void take() {
        if (taking) {
            return;
        }
        taking = true;
        ledger.workerStatuses().thenAcceptBothAsync(topics.totals(), this::add).whenComplete((done, failure) -> {
            if (failure != null) {
                log.debug("No sample for /admin/live: {}", failure.toString());
            }
            taking = false;
        });
    }

    private void add(List<WorkerStatus> workers, TopicTotals totals) {
        samples.set(
                (int) (taken % SAMPLES),
                LiveEvents.sample(millis.getAsLong(), workers, totals, topics.state(), ProcessStatus.now()));
        taken++;
        viewers.forEach(Viewer::more);
    }

    /** The first event: what does not change. */
    byte[] server() {
        return server;
    }

    /** The number of the first sample that is still held. */
    long first() {
        return Math.max(0, taken - SAMPLES);
    }

    /** The number that the next sample will have. */
    long next() {
        return taken;
    }

    /** One sample as an event; a newer one if this is no longer held. */
    byte[] sample(long number) {
        return samples.get((int) (number % SAMPLES));
    }

    /** Returns false if too many look on already. */
    boolean add(Viewer viewer) {
        return viewers.size() < MAX_VIEWERS && viewers.add(viewer);
    }

    void remove(Viewer viewer) {
        viewers.remove(viewer);
    }
}
