package io.oneport.server.app;

import io.oneport.server.connection.SocketSettings;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Option;

/** What every socket is held to, whatever it speaks. */
final class SocketOptions {
    @Option(
            names = "--max-sockets",
            paramLabel = "N",
            description = "Maximum number of open sockets; further connections are answered 503 (the limit on open"
                    + " files, less 200).")
    int maxSockets;

    @Option(
            names = "--outbound-buffer",
            paramLabel = "SIZE",
            defaultValue = "64KiB",
            converter = SizeConverter.class,
            description = "Unsent bytes of a socket above which the server stops reading from it, until the peer"
                    + " has taken half (${DEFAULT-VALUE}).")
    int outboundBuffer;

    @Option(
            names = "--unfinished-total",
            paramLabel = "SIZE",
            defaultValue = "64MiB",
            converter = SizeConverter.class,
            description = "Maximum size of all messages and bodies that are still arriving, split evenly over the"
                    + " workers; the next piece is answered 503 or Close 1013 (${DEFAULT-VALUE}; at most 1GiB).")
    int unfinishedTotal;

    @Option(
            names = "--stall-timeout",
            paramLabel = "TIME",
            defaultValue = "30s",
            description = "Close a socket whose peer has read nothing for this long while data is pending"
                    + " (${DEFAULT-VALUE}).")
    Duration stallTimeout;

    @Option(
            names = "--linger-timeout",
            paramLabel = "TIME",
            defaultValue = "2s",
            description = "After the last response, read and drop input for up to this long, so that a reset does"
                    + " not destroy it (${DEFAULT-VALUE}).")
    Duration lingerTimeout;

    @Option(
            names = "--closed-sockets",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Number of closed sockets that the ledger remembers; the oldest is then forgotten"
                    + " (${DEFAULT-VALUE}).")
    int closedSockets;

    /**
     * The settings, checked.
     *
     * @param workers the number of event loops
     * @param webSocket when sockets that are silent are asked whether they are still there
     * @param warnings takes what deserves attention but is no reason to stop
     * @throws IllegalArgumentException if a value is out of range; the message is the line for the person
     */
    SocketSettings toSettings(int workers, WebSocketOptions webSocket, List<String> warnings) {
        return new SocketSettings(
                possibleSockets(workers, warnings),
                outboundBuffer,
                stallTimeout,
                lingerTimeout,
                webSocket.pingInterval,
                webSocket.pongTimeout,
                unfinishedTotal,
                closedSockets);
    }

    /** max-sockets, or fewer if the system does not allow so many. */
    private int possibleSockets(int workers, List<String> warnings) {
        long openFiles = MachineDefaults.openFiles();
        long possible = MachineDefaults.socketsFor(openFiles, Math.max(1, workers));
        if (maxSockets <= possible) {
            return maxSockets;
        }
        warnings.add("max-sockets: " + maxSockets + " is reduced to " + possible + ": the limit on open files is "
                + openFiles + ", and the server needs some of them itself; raise it (ulimit -Hn, or LimitNOFILE of"
                + " systemd)");
        return (int) possible;
    }
}
