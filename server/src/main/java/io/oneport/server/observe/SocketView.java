package io.oneport.server.observe;

import io.oneport.server.connection.Closing;
import io.oneport.server.connection.Connection;
import io.oneport.server.connection.FiveTuple;
import io.oneport.server.connection.Protocol;
import io.oneport.server.connection.ProtocolSwitch;
import io.oneport.server.connection.TlsSession;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger knows of one socket at one moment; immutable, so any thread may keep it.
 *
 * @param id unique while the server runs; later sockets of one worker have higher ids
 * @param fiveTuple both ends of the connection, as the operating system has them
 * @param proxied both ends as a proxy in front of us reports them, the server's maybe null; or null
 * @param tls what was agreed on by TLS, or null
 * @param worker index of the event loop that it lives on
 * @param protocol what it speaks, or spoke last
 * @param switches the changes of protocol, oldest first; of very many, the last ones
 * @param forgottenSwitches how many changes of protocol are not in {@code switches} any more
 * @param openedMillis when it was accepted, in milliseconds since 1970
 * @param closedMillis when it closed, or 0 while it is open
 * @param closing who is ending or has ended it, or null
 * @param requests HTTP requests read
 * @param messagesIn WebSocket messages read
 * @param messagesOut WebSocket messages written
 * @param bytesIn bytes read
 * @param bytesOut bytes that the operating system has taken
 * @param unsentBytes bytes that still wait for the peer
 * @param dropped messages that were dropped because the peer reads too slowly
 * @param roundTripMicros time that a byte and its acknowledgement take, smoothed, in microseconds; -1 if the transport does not
 *     know it, or unless asked for
 * @param handlers names of the channel's handlers in order; empty unless asked for
 */
public record SocketView(
        long id,
        FiveTuple fiveTuple,
        @Nullable FiveTuple proxied,
        @Nullable TlsSession tls,
        int worker,
        Protocol protocol,
        List<ProtocolSwitch> switches,
        int forgottenSwitches,
        long openedMillis,
        long closedMillis,
        @Nullable Closing closing,
        long requests,
        long messagesIn,
        long messagesOut,
        long bytesIn,
        long bytesOut,
        long unsentBytes,
        long dropped,
        long roundTripMicros,
        List<String> handlers) {
    /**
     * The view of a connection now. On its event loop.
     *
     * @param closedMillis when it closed, or 0 while it is open
     * @param handlers the names of its handlers, or none
     */
    static SocketView of(Connection connection, long closedMillis, List<String> handlers) {
        long unsent = connection.unsentBytes();
        return new SocketView(
                connection.id(),
                connection.fiveTuple(),
                connection.proxied(),
                connection.tls(),
                connection.worker(),
                connection.protocol(),
                connection.switches(),
                connection.forgottenSwitches(),
                connection.openedMillis(),
                closedMillis,
                connection.closing(),
                connection.requests(),
                connection.messagesIn(),
                connection.messagesOut(),
                connection.bytesIn(),
                connection.bytesOut() - unsent,
                unsent,
                connection.dropped(),
                -1,
                handlers);
    }

    /** The same with what the operating system knows of the way to the peer. On the connection's event loop. */
    SocketView withRoundTrip(Connection connection) {
        return new SocketView(
                id,
                fiveTuple,
                proxied,
                tls,
                worker,
                protocol,
                switches,
                forgottenSwitches,
                openedMillis,
                closedMillis,
                closing,
                requests,
                messagesIn,
                messagesOut,
                bytesIn,
                bytesOut,
                unsentBytes,
                dropped,
                connection.roundTripMicros(),
                handlers);
    }

    /** Whether it was open when it was viewed. */
    public boolean open() {
        return closedMillis == 0;
    }
}
