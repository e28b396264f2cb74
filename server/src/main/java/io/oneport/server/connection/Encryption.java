package io.oneport.server.connection;

import io.netty.channel.ChannelFuture;
import org.jspecify.annotations.Nullable;

/** What encrypts a connection, as the connection sees it. Every call comes on the connection's event loop. */
public interface Encryption {
    /** What was agreed on; null while the handshake is not complete. */
    @Nullable
    TlsSession session();

    /** Notes that the stage above has received bytes. */
    void decrypted();

    /**
     * Notes whether the stage above wants to read.
     *
     * @return whether the socket is to be read now; if it is not although that is wanted, the encryption starts it later
     */
    boolean mayRead(boolean wanted);

    /**
     * Sends that nothing more follows, with the mark of the protocol that an attacker can't forge (close_notify).
     *
     * @return done when it is written
     */
    ChannelFuture endOutput();

    /**
     * Closes the channel.
     *
     * @param atOnce without a farewell, which would have to wait for a peer that reads nothing
     */
    void close(boolean atOnce);

    /**
     * Handles what was thrown on the pipeline if the encryption is what failed.
     *
     * @return false if it is none of its business
     */
    boolean failed(Throwable cause);
}
