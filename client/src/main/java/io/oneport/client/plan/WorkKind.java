package io.oneport.client.plan;

/** The kinds of work that are accounted for. */
public enum WorkKind {
    CONNECT("connect", Metric.CONNECT),
    UPGRADE("upgrade", Metric.UPGRADE),
    STREAM("sse.open", Metric.STREAM),
    WS("ws", Metric.ECHO),
    HTTP("http", Metric.HTTP),
    PUBLISH("publish", Metric.PUBLISH),
    DELIVER_WS("deliver.ws", Metric.DELIVER_WS),
    DELIVER_SSE("deliver.sse", Metric.DELIVER_SSE),
    SESSION("session", Metric.SESSION);

    private final String text;
    private final Metric metric;

    WorkKind(String text, Metric metric) {
        this.text = text;
        this.metric = metric;
    }

    public String text() {
        return text;
    }

    /** What its latency is called. */
    public Metric metric() {
        return metric;
    }
}
