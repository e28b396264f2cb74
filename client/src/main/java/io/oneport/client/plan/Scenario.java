package io.oneport.client.plan;

/** What the sockets are for. */
public enum Scenario {
    /** WebSockets that send and get back, beside plain HTTP. */
    ECHO,
    /** Publishers and subscribers of topics. */
    TOPIC,
    /** Sockets that are held open and do nothing. */
    IDLE,
    /** Sockets that come, talk and leave. */
    CHURN,
    /** Sessions that go through the steps of a scenario file. */
    STEPS
}
