package io.oneport.client.plan;

import java.util.List;

/**
 * What is timed: one of those that the client knows, or a step of a scenario. Immutable: any thread.
 *
 * <p>A metric has a number, by which what is measured of it is found without a search: the client's own come first, then the
 * steps in their order.
 */
public final class Metric implements Comparable<Metric> {
    public static final Metric CONNECT =
            new Metric(0, "connect", "from the call to connect until the TCP connection is established", false);
    public static final Metric TLS =
            new Metric(1, "tls", "from the connection until a full TLS handshake is complete", false);
    public static final Metric TLS_RESUMED =
            new Metric(2, "tls.resumed", "the same, with the keys of an earlier connection", false);
    public static final Metric UPGRADE =
            new Metric(3, "upgrade", "from the upgrade request until its 101 response", false);
    public static final Metric FIRST =
            new Metric(4, "ws.first", "from the 101 until the answer to the first message", false);
    public static final Metric ECHO =
            new Metric(5, "ws.echo", "from when a message was due until its echo, or its answer with --message", true);
    public static final Metric HTTP =
            new Metric(6, "http", "from when a request was due until the end of its answer", true);
    public static final Metric STREAM =
            new Metric(7, "sse.open", "from the request for an event stream until the head of its answer", false);
    public static final Metric PUBLISH =
            new Metric(8, "publish", "from when a message was due to be published until it was acknowledged", true);
    public static final Metric DELIVER_WS = new Metric(
            9, "deliver.ws", "from when a message was due to be published until a WebSocket received it", true);
    public static final Metric DELIVER_SSE = new Metric(
            10, "deliver.sse", "from when a message was due to be published until an event stream received it", true);
    public static final Metric SESSION =
            new Metric(11, "session", "from when a session was due to begin until it had ended", true);

    private static final List<Metric> OWN = List.of(
            CONNECT, TLS, TLS_RESUMED, UPGRADE, FIRST, ECHO, HTTP, STREAM, PUBLISH, DELIVER_WS, DELIVER_SSE, SESSION);

    private final int number;
    private final String text;
    private final String about;
    private final boolean planned;

    private Metric(int number, String text, String about, boolean planned) {
        this.number = number;
        this.text = text;
        this.about = about;
        this.planned = planned;
    }

    /** Those that the client knows. */
    public static List<Metric> own() {
        return OWN;
    }

    /**
     * A step of a scenario.
     *
     * @param index of the step's metric in the scenario, from 0
     * @param name as the scenario has it
     */
    public static Metric step(int index, String name) {
        return new Metric(OWN.size() + index, "step." + name, "from when the step was due until it was done", true);
    }

    /** Where it comes among all metrics of a run, from 0. */
    public int number() {
        return number;
    }

    /** Its name in thresholds and reports, such as {@code ws.echo}. */
    public String text() {
        return text;
    }

    /** Whether it is due by the plan, so that it can be late by more than it takes. */
    public boolean isPlanned() {
        return planned;
    }

    /** What begins and ends it, in words. */
    public String about() {
        return about;
    }

    @Override
    public int compareTo(Metric other) {
        return Integer.compare(number, other.number);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Metric metric && number == metric.number && text.equals(metric.text);
    }

    @Override
    public int hashCode() {
        return number;
    }

    @Override
    public String toString() {
        return text;
    }
}
