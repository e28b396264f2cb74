package io.oneport.server.api;

/** The body of an answer that is written in parts, as the peer takes them. Confined to the socket's event loop. */
public interface ResponseBody {
    /** Sets what is called when the socket takes more again; it must not write from within that call. */
    void onWritable(Runnable action);

    /** Whether the socket takes more without queueing it. Hands over what was written before. */
    boolean writable();

    /**
     * Writes a part; it goes out with the next {@link #flush} at the latest.
     *
     * @param bytes not to be changed any more
     */
    void write(byte[] bytes);

    /** Sends what was written. */
    void flush();

    /** Ends the body. Nothing may be written after it. */
    void end();
}
