package io.oneport.client.plan;

import com.sun.management.UnixOperatingSystemMXBean;
import io.oneport.client.net.Target;
import io.oneport.client.wire.RestingPorts;
import io.oneport.protocol.Setting;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Limits of this machine on one process: file descriptors and local ports. Any thread; reads files, so it may block. */
public final class Capacity {
    /** Descriptors that the JVM, its jars and the event loops use themselves. */
    private static final int OWN_FILES = 100;

    private static final Path PORT_RANGE = Path.of("/proc/sys/net/ipv4/ip_local_port_range");
    private static final Path PORT_REUSE = Path.of("/proc/sys/net/ipv4/tcp_tw_reuse");
    /** The range that RFC 6335, section 6 sets aside, where the system doesn't say another. */
    private static final int DEFAULT_PORTS = 65535 - 49152 + 1;

    /** Messages that wait or are in flight, on all sockets together: each costs 16 bytes. */
    private static final int MESSAGES = 4 << 20;

    private static final int FEWEST_PER_SOCKET = 1 << 10;
    private static final int MOST_PER_SOCKET = 1 << 16;

    private Capacity() {}

    /** The maximum number of messages that one of this many sockets may hold; a power of two. */
    public static int messagesPerSocket(int sockets) {
        int share = Integer.highestOneBit(Math.max(1, MESSAGES / Math.max(1, sockets)));
        return Math.max(FEWEST_PER_SOCKET, Math.min(MOST_PER_SOCKET, share));
    }

    /** Open file descriptors of this process now; 0 if the platform does not report them. */
    public static long filesUsed() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getOpenFileDescriptorCount()
                : 0;
    }

    /** The limit on open file descriptors; {@link Long#MAX_VALUE} if the platform does not report it. */
    public static long filesAvailable() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : Long.MAX_VALUE;
    }

    /** Local ports towards one address and port, from so many source addresses. */
    public static long portsAvailable(List<InetAddress> sources) {
        return (long) portsOfOneAddress() * Math.max(1, sources.size());
    }

    private static int portsOfOneAddress() {
        try {
            String[] range = line(PORT_RANGE).split("\\s+");
            return Integer.parseInt(range[1]) - Integer.parseInt(range[0]) + 1;
        } catch (IOException | RuntimeException notLinux) {
            return DEFAULT_PORTS;
        }
    }

    /**
     * How long a port rests that our side has left by closing first, in seconds: a minute, unless the system hands resting
     * ports out again after a second (tcp_tw_reuse, which by default it does for connections to itself only).
     *
     * @param server where the connections go
     */
    public static int portRestSeconds(InetAddress server) {
        try {
            String reuse = line(PORT_REUSE);
            boolean soon = reuse.equals("1") || reuse.equals("2") && server.isLoopbackAddress();
            return soon ? 1 : RestingPorts.LONGEST_SECONDS;
        } catch (IOException notLinux) {
            return RestingPorts.LONGEST_SECONDS;
        }
    }

    /**
     * The first line of a file below {@code /proc/sys}. Through a buffer, as such a file gives all in the first read and
     * nothing in a second, and {@link Files#readString} begins with a read of one byte where a file's size is 0.
     */
    private static String line(Path file) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            return String.valueOf(lines.readLine()).strip();
        }
    }

    /**
     * Refuses a number of sockets for which there are not enough free ports now, because other connections use them or
     * left them in TIME-WAIT. For a number that can never fit there is {@link #requireRoom}.
     *
     * @param server where the sockets go; a name that can't be resolved is not refused here
     * @throws IllegalArgumentException if ports will not do; the message says how many there are
     */
    public static void requireFreePorts(int sockets, List<InetAddress> sources, Target server) {
        InetSocketAddress address = new InetSocketAddress(server.host(), server.port());
        if (address.isUnresolved()) {
            return;
        }
        boolean resting = portRestSeconds(address.getAddress()) == RestingPorts.LONGEST_SECONDS;
        int taken = TakenPorts.towards(address, sources, resting);
        long ports = portsAvailable(sources);
        Setting.require(
                sockets <= ports - taken,
                "sockets",
                sockets,
                "at most " + Math.max(0, ports - taken) + ": of " + ports + " local ports to "
                        + server.hostAndPort() + ", " + taken + " taken"
                        + (resting ? " or in TIME_WAIT for up to a minute" : "") + "; --source-ip adds addresses");
    }

    /** Whether this process may have descriptors for so many sockets. */
    public static boolean hasRoom(int sockets) {
        return sockets <= filesAvailable() - OWN_FILES;
    }

    /**
     * Refuses a number of sockets that this process can never hold, before any is opened.
     *
     * @throws IllegalArgumentException if descriptors or ports will not do; the message says how many there are
     */
    public static void requireRoom(int sockets, List<InetAddress> sources) {
        long files = filesAvailable();
        Setting.require(
                hasRoom(sockets),
                "sockets",
                sockets,
                "at most " + Math.max(0, files - OWN_FILES) + ": this process may have " + files
                        + " file descriptors (ulimit -n raises that)");
        long ports = portsAvailable(sources);
        Setting.require(
                sockets <= ports,
                "sockets",
                sockets,
                "at most " + ports + ": so many local ports are there towards one server; --source-ip adds addresses");
    }
}
