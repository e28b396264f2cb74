package io.oneport.server.observe;

import io.oneport.server.connection.CountedMethods;
import io.oneport.server.connection.Protocol;
import io.oneport.server.loop.Durations;

/**
 * Sums over all sockets since the server began, counted as things happen: reading them costs the same however many
 * sockets are open. One of these belongs to each worker and is confined to it; {@link SocketLedger#totals} gives a sum of copies.
 */
public final class Totals {
    private static final int PROTOCOLS = Protocol.values().length;

    /** The classes of an answer's status: 1xx to 5xx. */
    public static final int STATUS_CLASSES = 5;

    private final long[] open = new long[PROTOCOLS];
    private final long[] switchesTo = new long[PROTOCOLS];
    private final long[] answers = new long[CountedMethods.METHODS.size() * STATUS_CLASSES];
    private final Durations lag = Durations.lag();
    private final Durations requestTimes = Durations.latency();
    private final Refusals refusals = new Refusals();
    private long opened;
    long requests;
    long messagesIn;
    long messagesOut;
    long bytesIn;
    long bytesOut;
    long droppedOldest;
    long superseded;
    long closedByClient;
    long closedByServer;
    long slowReaders;
    long handshakes;
    long failedHandshakes;

    void opened(Protocol speaks) {
        opened++;
        open[speaks.ordinal()]++;
    }

    void switched(Protocol from, Protocol to) {
        open[from.ordinal()]--;
        open[to.ordinal()]++;
        switchesTo[to.ordinal()]++;
    }

    void answered(int method, int status) {
        answers[method * STATUS_CLASSES + Math.min(STATUS_CLASSES, Math.max(1, status / 100)) - 1]++;
        refusals.request(status);
    }

    void answerTime(long nanos, int answers) {
        requestTimes.record(nanos, answers);
    }

    void closed(Protocol spoke) {
        open[spoke.ordinal()]--;
    }

    /** Adds what another has counted. */
    public void add(Totals other) {
        opened += other.opened;
        requests += other.requests;
        messagesIn += other.messagesIn;
        messagesOut += other.messagesOut;
        bytesIn += other.bytesIn;
        bytesOut += other.bytesOut;
        droppedOldest += other.droppedOldest;
        superseded += other.superseded;
        closedByClient += other.closedByClient;
        closedByServer += other.closedByServer;
        slowReaders += other.slowReaders;
        handshakes += other.handshakes;
        failedHandshakes += other.failedHandshakes;
        lag.add(other.lag);
        requestTimes.add(other.requestTimes);
        refusals.add(other.refusals);
        for (int i = 0; i < PROTOCOLS; i++) {
            open[i] += other.open[i];
            switchesTo[i] += other.switchesTo[i];
        }
        for (int i = 0; i < answers.length; i++) {
            answers[i] += other.answers[i];
        }
    }

    /** Switches to this protocol. */
    public long switchesTo(Protocol protocol) {
        return switchesTo[protocol.ordinal()];
    }

    /**
     * Requests answered.
     *
     * @param method the place of the method in {@link CountedMethods#METHODS}
     * @param statusClass 1 to {@value #STATUS_CLASSES}
     */
    public long answers(int method, int statusClass) {
        return answers[method * STATUS_CLASSES + statusClass - 1];
    }

    /** From a request's head to its answer. */
    public Durations requestTimes() {
        return requestTimes;
    }

    /** What was refused, and why. */
    public Refusals refusals() {
        return refusals;
    }

    /** Sockets that were closed by their clients, or have failed. */
    public long closedByClient() {
        return closedByClient;
    }

    /** Sockets that were closed by the server. */
    public long closedByServer() {
        return closedByServer;
    }

    /** How late the event loops were. */
    public Durations lag() {
        return lag;
    }

    /** Sockets that are open now. */
    public long open() {
        long all = 0;
        for (long each : open) {
            all += each;
        }
        return all;
    }

    /** Sockets that are open now and speak this. */
    public long open(Protocol protocol) {
        return open[protocol.ordinal()];
    }

    /** Sockets accepted. */
    public long opened() {
        return opened;
    }

    /** HTTP requests read. */
    public long requests() {
        return requests;
    }

    /** WebSocket messages read. */
    public long messagesIn() {
        return messagesIn;
    }

    /** Messages written, over WebSockets and endless answers. */
    public long messagesOut() {
        return messagesOut;
    }

    public long bytesIn() {
        return bytesIn;
    }

    /** Bytes that the operating system has taken; where some wait for a peer, as of the last look at the deadlines. */
    public long bytesOut() {
        return bytesOut;
    }

    /** Messages of topics that slow readers did not get. */
    public long dropped() {
        return droppedOldest + superseded;
    }

    /** Those of them that were the oldest ({@code drop-oldest}). */
    public long droppedOldest() {
        return droppedOldest;
    }

    /** Those of them that had newer ones of their topics after them ({@code latest}). */
    public long superseded() {
        return superseded;
    }

    /** Readers of topics that were cut off because they were too slow. */
    public long slowReaders() {
        return slowReaders;
    }

    /** TLS handshakes completed. */
    public long handshakes() {
        return handshakes;
    }

    /** TLS handshakes that have failed or were cut short. */
    public long failedHandshakes() {
        return failedHandshakes;
    }
}
