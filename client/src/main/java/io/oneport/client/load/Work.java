package io.oneport.client.load;

/** Kinds of work whose books are kept. */
enum Work {
    WS("ws", Metric.ECHO),
    HTTP("http", Metric.HTTP),
    PUBLISH("publish", Metric.PUBLISH),
    DELIVER_WS("deliver.ws", Metric.DELIVER_WS),
    DELIVER_SSE("deliver.sse", Metric.DELIVER_SSE),
    SESSION("session", Metric.SESSION);

    private final String text;
    private final Metric metric;

    Work(String text, Metric metric) {
        this.text = text;
        this.metric = metric;
    }

    String text() {
        return text;
    }

    /** What its latency is called. */
    Metric metric() {
        return metric;
    }
}
