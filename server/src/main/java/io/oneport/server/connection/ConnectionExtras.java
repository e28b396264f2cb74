package io.oneport.server.connection;

import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What few connections have, so that all others need no room for it. Confined to the event loop. */
final class ConnectionExtras {
    /** How many switches before the last one are kept. */
    static final int EARLIER_SWITCHES = 15;

    /** The five-tuple as a proxy in front of us reports it, or null. */
    @Nullable
    FiveTuple proxied;

    /** What encrypts the connection, or null. */
    @Nullable
    Encryption encryption;

    /** The client of the current request as a proxy in front of us reports it, or null. */
    @Nullable
    InetSocketAddress forwardedFor;

    /** Its scheme, or null. */
    @Nullable
    String forwardedScheme;

    /** On whose behalf the client acts, if a limit goes by that, or null. */
    @Nullable
    String principal;

    /** Whether an operator's program is at the other end: see {@link WatchedConnection#ofOperator}. */
    boolean ofOperator;

    /** Set when bytes came although reading was stopped. */
    @Nullable
    ReceiveWindow window;

    long dropped;
    int unsentAtClose;
    private @Nullable Deque<ProtocolSwitch> earlier;
    private int forgottenSwitches;

    /** Adds a switch that was followed by another one; the oldest one is forgotten if there are too many. */
    void addEarlier(ProtocolSwitch change) {
        if (earlier == null) {
            earlier = new ArrayDeque<>(2);
        }
        if (earlier.size() == EARLIER_SWITCHES) {
            earlier.removeFirst();
            forgottenSwitches++;
        }
        earlier.addLast(change);
    }

    /** A new list of the switches before the last one, oldest first. */
    List<ProtocolSwitch> earlier() {
        return earlier == null ? new ArrayList<>() : new ArrayList<>(earlier);
    }

    /** What the connection spoke before the last switch. */
    Protocol beforeLastSwitch(Protocol first) {
        return earlier == null ? first : earlier.getLast().to();
    }

    /** How many switches are no longer in the history. */
    int forgottenSwitches() {
        return forgottenSwitches;
    }
}
