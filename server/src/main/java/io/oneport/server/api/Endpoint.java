package io.oneport.server.api;

/** Answers the requests of a route. */
@FunctionalInterface
public interface Endpoint {
    /**
     * Answers one request, now or later, with {@link Exchange#answer}. Called on the socket's event loop: must not
     * block.
     *
     * @throws IllegalArgumentException if the request is wrong; it is answered 400 with the message
     */
    void handle(Exchange exchange);

    /** Maximum size of {@link Request#body} in bytes; longer bodies are answered 413. With 0, bodies are read and dropped. */
    default int bodyLimit() {
        return 0;
    }

    /** The setting that {@link #bodyLimit} comes from, for the error. */
    default String bodyLimitSetting() {
        return "max-body";
    }
}
