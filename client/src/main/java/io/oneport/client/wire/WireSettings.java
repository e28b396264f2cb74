package io.oneport.client.wire;

import io.oneport.client.net.Header;
import io.oneport.client.net.IoTransport;
import io.oneport.client.net.Limits;
import io.oneport.client.net.Target;
import io.oneport.client.net.Trust;
import java.net.InetAddress;
import java.util.List;

/**
 * What all sockets of a load have in common.
 *
 * @param server where they go; its path counts for nothing
 * @param trust whose certificates to believe, should the target be secure
 * @param headers more header fields for every request
 * @param limits the longest wait for a connection, TLS or the answer to an upgrade, and the longest message
 * @param sources local addresses to bind to, in turn; empty to leave the choice to the system
 * @param readBytes how much to read from a socket at once
 * @param threads how many event loops
 */
public record WireSettings(
        Target server,
        Trust trust,
        List<Header> headers,
        Limits limits,
        List<InetAddress> sources,
        int readBytes,
        IoTransport transport,
        int threads) {

    /** The same, with another number of event loops. */
    public WireSettings withThreads(int others) {
        return new WireSettings(server, trust, headers, limits, sources, readBytes, transport, others);
    }
}
