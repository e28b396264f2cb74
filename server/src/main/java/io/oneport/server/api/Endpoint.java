package io.oneport.server.api;

/** What answers the requests of a route. */
@FunctionalInterface
public interface Endpoint {
    /**
     * Answers one request, now or later, with {@link Exchange#answer}. Called on the socket's event loop: must not
     * block.
     *
     * @throws IllegalArgumentException if the request is wrong; it is answered 400 with the message
     */
    void handle(Exchange exchange);

    /** The longest body that {@link Request#body} will have; 0 if bodies are read and dropped. Longer ones are 413. */
    default int bodyLimit() {
        return 0;
    }

    /** The setting that {@link #bodyLimit} comes from, for the error. */
    default String bodyLimitSetting() {
        return "max-body";
    }
}
