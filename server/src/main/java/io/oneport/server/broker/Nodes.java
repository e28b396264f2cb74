package io.oneport.server.broker;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The servers that share a broker. Any thread; nothing blocks. */
public interface Nodes {
    /** The result of telling another server to drain. */
    enum Told {
        /** It will begin within two seconds. */
        DONE,
        /** There is no such server any more. */
        GONE,
        /** All other servers are draining or gone: no server would be left. */
        LAST,
        /** The broker is away. */
        UNREACHABLE
    }

    /**
     * Lets the others know of this server, until the broker is closed.
     *
     * @param self asked about once a second; must not block
     * @param drain told when another server wants this one to drain, with the time over which to close sockets or null for this
     *     server's setting; must not block
     */
    void announce(Supplier<NodeReport> self, Consumer<Duration> drain);

    /** The servers that were seen last, including this one once it is announced. */
    List<Node> seen();

    /**
     * Tells a server to drain.
     *
     * @param id its id
     * @param over the time over which it closes sockets; null for its own setting
     * @param told called once, on any thread
     */
    void drain(String id, @Nullable Duration over, Consumer<Told> told);
}
