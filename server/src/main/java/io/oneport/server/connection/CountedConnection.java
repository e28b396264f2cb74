package io.oneport.server.connection;

import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * What has passed over a connection: counted here, for this one, and reported to its worker's {@link ConnectionListener}. Part
 * of {@link Connection}, and no object of its own, since each idle socket would have to keep it. On the connection's event
 * loop.
 */
abstract class CountedConnection {
    final WorkerConnections connections;
    final Channel channel;

    private long requests;
    private long messagesIn;
    private long messagesOut;
    private long bytesIn;
    private long bytesOut;
    /** What the system had taken when that was last counted: the low bits, for it is counted long before 2 GiB more. */
    private int sentWhenCounted;

    /** Null for most connections. */
    @Nullable
    ConnectionExtras extras;

    CountedConnection(WorkerConnections connections, Channel channel) {
        this.connections = connections;
        this.channel = channel;
    }

    final ConnectionExtras extras() {
        if (extras == null) {
            extras = new ConnectionExtras();
        }
        return extras;
    }

    /**
     * Sets what encrypts this connection, whose bytes are from now on counted as they are on the wire: by
     * {@link #countWireIn} and {@link #countWireOut}, and not by what is above.
     */
    public final void encryption(Encryption encryption) {
        extras().encryption = encryption;
    }

    final @Nullable Encryption encryption() {
        return extras == null ? null : extras.encryption;
    }

    /** Counts the end of a TLS handshake. */
    public final void countHandshake(boolean completed) {
        if (completed) {
            connections.listener().handshakeCompleted();
        } else {
            connections.listener().handshakeFailed();
        }
    }

    /** Counts the end of a TLS connection whose peer has sent too many records without data. */
    public final void countEmptyRecordsRefused() {
        connections.listener().emptyRecordsRefused();
    }

    public final void countRequest() {
        requests++;
        connections.listener().requestRead();
    }

    /** Counts an answer; see {@link ConnectionListener#answered}. */
    public final void countAnswer(int method, int status) {
        connections.listener().answered(method, status);
    }

    /** Counts the time that answers took, in nanoseconds; see {@link ConnectionListener#answerTime}. */
    public final void countAnswerTime(long nanos, int answers) {
        connections.listener().answerTime(nanos, answers);
    }

    /** Counts a connection that is refused before its first byte is looked at. */
    public final void countTurnedAway(TurnedAway reason) {
        connections.listener().turnedAway(reason);
    }

    /** Counts a request to open a WebSocket that is refused with this status. */
    public final void countRefusedHandshake(int status) {
        connections.listener().handshakeRefused(status);
    }

    /** Counts a WebSocket that is closed by the server with this code. */
    public final void countWebSocketClosed(int code) {
        connections.listener().webSocketClosed(code);
    }

    public final void countMessageIn() {
        messagesIn++;
        connections.listener().messageRead();
    }

    public final void countMessageOut() {
        messagesOut++;
        connections.listener().messageWritten();
    }

    public final void countDropped(int messages, boolean superseded) {
        if (messages > 0) {
            extras().dropped += messages;
            connections.listener().messagesDropped(messages, superseded);
        }
    }

    /** Counts a reader of topics that is disconnected because it is too slow. */
    public final void countSlowReader() {
        connections.listener().slowReader();
    }

    /** Counts bytes read; negative where bytes already counted are handed on to another reader. */
    public final void countBytesIn(long bytes) {
        Encryption encryption = encryption();
        if (encryption == null) {
            countWireIn(bytes);
        } else if (bytes > 0) {
            encryption.decrypted();
        }
    }

    /** Counts encrypted bytes read. */
    public final void countWireIn(long bytes) {
        bytesIn += bytes;
        connections.listener().bytesRead(bytes);
        if (bytes > 0 && !channel.config().isAutoRead()) {
            ConnectionExtras extras = extras();
            if (extras.window == null) {
                extras.window = new ReceiveWindow(channel);
            }
            extras.window.unasked(bytes);
        }
    }

    /** Counts bytes handed to the channel, whether or not they have left yet. */
    public final void countBytesOut(long bytes) {
        if (encryption() == null) {
            countWireOut(bytes);
        }
    }

    /** Counts encrypted bytes handed to the channel. */
    public final void countWireOut(long bytes) {
        bytesOut += bytes;
    }

    /** HTTP requests read. */
    public final long requests() {
        return requests;
    }

    /** WebSocket messages read. */
    public final long messagesIn() {
        return messagesIn;
    }

    /** Messages written, over a WebSocket or in a response without end. */
    public final long messagesOut() {
        return messagesOut;
    }

    public final long bytesIn() {
        return bytesIn;
    }

    /** Bytes handed to the channel; the last {@link #unsentBytes} of them still wait for the peer. */
    public final long bytesOut() {
        return bytesOut;
    }

    /** Messages that were dropped because the peer reads too slowly. */
    public final long dropped() {
        return extras == null ? 0 : extras.dropped;
    }

    /** Bytes that wait for the peer; those that were not sent once the connection has closed. */
    public final long unsentBytes() {
        return channel.isOpen() ? UnsentBytes.of(channel) : unsentAtClose();
    }

    final int unsentAtClose() {
        return extras == null ? 0 : extras.unsentAtClose;
    }

    /** Reports to the listener what the operating system has taken since. Returns whether it is anything. */
    final boolean countSent(long unsent) {
        int more = (int) (bytesOut - unsent) - sentWhenCounted;
        sentWhenCounted += more;
        if (more != 0) {
            connections.listener().bytesSent(more);
        }
        return more != 0;
    }

    /** Keeps how many bytes are unsent, since it can't be told once the channel is closed, and returns it. */
    final long keepUnsent() {
        long unsent = UnsentBytes.of(channel);
        if (unsent > 0) {
            extras().unsentAtClose = (int) Math.min(unsent, Integer.MAX_VALUE);
        }
        return unsent;
    }
}
