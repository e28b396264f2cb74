package io.oneport.server.connection;

import io.netty.channel.ChannelPipeline;

/**
 * One protocol on one channel: it installs its own handlers and removes just those, so nobody searches a pipeline by
 * class. All calls come on the channel's event loop.
 */
public interface Stage {
    /** What the socket speaks while this stage is installed. */
    Protocol protocol();

    /** Adds this stage's handlers at the tail of the pipeline. Must neither write nor read. */
    void install(ChannelPipeline pipeline);

    /** Hands the channel what this stage holds back for the peer: what is written next must go out after it. */
    default void writeOut() {}

    /**
     * Removes this stage's handlers. The one that may still hold bytes that were read goes last: Netty hands those
     * bytes, inside the call, to whatever comes after it, which must therefore be complete by then.
     */
    void remove(ChannelPipeline pipeline);
}
