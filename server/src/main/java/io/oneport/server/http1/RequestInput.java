package io.oneport.server.http1;

/** Where a connection's requests come from. */
interface RequestInput {
    /** Goes on with what is held, and with reading: the next request may be decoded. */
    void resume();

    /** Whether a read is being decoded at this moment, and its answers will be flushed at its end. */
    boolean decoding();

    /** Bytes that were read and are yet to be decoded. */
    int heldBytes();
}
