package io.oneport.client.run;

import io.oneport.client.net.IoTransport;
import picocli.CommandLine.Option;

/** How the load's sockets reach the kernel. */
public final class TransportOption {
    private static final String AUTO = "auto";

    @Option(
            names = "--transport",
            paramLabel = "NAME",
            defaultValue = AUTO,
            description = "How the client does its I/O: auto, epoll, io_uring or nio. Default: ${DEFAULT-VALUE}")
    private String transport;

    /**
     * For messages that are due at set times.
     *
     * @throws IllegalArgumentException if this machine does not have it; the message is the line for the person
     */
    public IoTransport transport() {
        return IoTransport.parse(transport);
    }

    /**
     * For messages that go as fast as they can. io_uring drives most of them a second, but while messages keep coming it
     * leaves timers waiting, for tenths of a second, which is nothing for a load in which messages are due at set times.
     *
     * @throws IllegalArgumentException if this machine does not have it; the message is the line for the person
     */
    IoTransport fastest() {
        return transport.equals(AUTO) ? IoTransport.fastest() : transport();
    }
}
