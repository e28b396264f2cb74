package io.oneport.server.broker.log;

import java.io.IOException;

/** What may go wrong with a segment; tests make it so. */
interface SegmentFaults {
    /** Nothing does. */
    SegmentFaults NONE = new SegmentFaults() {};

    /** Called before a segment is created. */
    default void create() throws IOException {}

    /** Called before bytes are written. */
    default void write() throws IOException {}

    /** Called before they are made durable. */
    default void sync() throws IOException {}
}
