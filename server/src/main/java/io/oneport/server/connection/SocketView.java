package io.oneport.server.connection;

import java.util.List;

/**
 * What the ledger knows of one socket at one moment; immutable, so any thread may keep it.
 *
 * @param id unique while the server runs; later sockets of one worker have higher ids
 * @param fiveTuple both ends of the connection
 * @param worker index of the event loop that it lives on
 * @param protocol what it speaks, or spoke last
 * @param switches every change of protocol, oldest first
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
 * @param handlers names of the channel's handlers in order; empty unless asked for
 */
public record SocketView(
        long id,
        FiveTuple fiveTuple,
        int worker,
        Protocol protocol,
        List<ProtocolSwitch> switches,
        long openedMillis,
        long closedMillis,
        Closing closing,
        long requests,
        long messagesIn,
        long messagesOut,
        long bytesIn,
        long bytesOut,
        long unsentBytes,
        long dropped,
        List<String> handlers) {
    public boolean open() {
        return closedMillis == 0;
    }
}
