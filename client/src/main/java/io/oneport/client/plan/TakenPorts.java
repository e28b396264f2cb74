package io.oneport.client.plan;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Local ports towards one server that are not available: those of open connections of any process, and those in TIME-WAIT
 * (RFC 9293, section 3.6.1). Reads the kernel's tables (proc_pid_net(5)); without them, reports none. It stays although a
 * run would also notice missing ports: that shows only in the verdict at the end, and a run that follows another one too
 * soon would be lost. Stateless: any thread; reads files, so it may block.
 */
final class TakenPorts {
    private static final List<Path> TABLES = List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));

    private static final int LOCAL = 1;
    private static final int REMOTE = 2;
    private static final int STATE = 3;
    private static final String TIME_WAIT = "06";

    private static final int HEX = 16;
    private static final int DIGITS_OF_WORD = 8;

    private TakenPorts() {}

    /**
     * Counts them.
     *
     * @param server to which the connections go
     * @param sources the local addresses that matter; empty for all
     * @param resting whether ports that rest can't be had
     */
    static int towards(InetSocketAddress server, List<InetAddress> sources, boolean resting) {
        String port = String.format(":%04X", server.getPort());
        int taken = 0;
        for (Path table : TABLES) {
            try (BufferedReader lines = Files.newBufferedReader(table, StandardCharsets.US_ASCII)) {
                taken += (int) lines.lines()
                        .skip(1) // the names of the columns
                        .filter(line -> line.contains(port)) // most others go elsewhere
                        .map(line -> line.strip().split("\\s+"))
                        .filter(columns -> columns[REMOTE].endsWith(port)
                                && (resting || !columns[STATE].equals(TIME_WAIT))
                                && address(columns[REMOTE]).equals(server.getAddress())
                                && (sources.isEmpty() || sources.contains(address(columns[LOCAL]))))
                        .count();
            } catch (IOException | UncheckedIOException notLinux) {
                // Not Linux: unknown.
            }
        }
        return taken;
    }

    /** Reads such as {@code 0100007F:1F90}: words in the machine's own order of bytes. */
    private static InetAddress address(String text) {
        String words = text.substring(0, text.indexOf(':'));
        ByteBuffer bytes = ByteBuffer.allocate(words.length() / 2).order(ByteOrder.nativeOrder());
        for (int at = 0; at < words.length(); at += DIGITS_OF_WORD) {
            bytes.putInt(Integer.parseUnsignedInt(words, at, at + DIGITS_OF_WORD, HEX));
        }
        try {
            // Of an IPv6 socket's IPv4 address (RFC 4291, section 2.5.5.2) this makes the IPv4 address.
            return InetAddress.getByAddress(bytes.array());
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("an address has 4 or 16 bytes", impossible);
        }
    }
}
