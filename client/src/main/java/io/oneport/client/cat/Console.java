package io.oneport.client.cat;

import io.oneport.client.blocking.SocketMessage;
import java.io.IOException;
import java.util.Optional;

/** Where messages to send come from and received ones go. One thread reads while another prints. */
interface Console extends AutoCloseable {
    /**
     * Waits for the next message to send.
     *
     * @return empty at the end of input
     * @throws IOException if it can't be read; one sentence
     * @throws InterruptedException at Ctrl-C, where that reaches the program as a key
     */
    Optional<SocketMessage> read() throws IOException, InterruptedException;

    /** Prints one message; may block. */
    void print(SocketMessage message) throws IOException;

    /** Leaves the terminal as it was found. */
    @Override
    void close() throws IOException;
}
