package io.oneport.server.app;

import io.oneport.protocol.Setting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** What this server is called among several. */
final class NodeOptions {
    @Option(
            names = "--node-name",
            paramLabel = "NAME",
            defaultValue = "",
            description = "What this server is called in GET /admin/nodes (the machine's name, a colon, and the port).")
    String name;

    /**
     * The name, checked; empty if none was given.
     *
     * @throws IllegalArgumentException if it is none
     */
    String toSettings() {
        Setting.require(
                name.isEmpty() || name.matches("[A-Za-z0-9._:-]{1,64}"),
                "node-name",
                name,
                "1 to 64 characters of A-Z a-z 0-9 . _ : -");
        return name;
    }

    /** The name of a server for which none was given. Asks no name server. */
    static String defaultName(int port) {
        return machine() + ":" + port;
    }

    private static String machine() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) { // not Linux
            try {
                return InetAddress.getLocalHost().getHostName();
            } catch (UnknownHostException unknown) {
                return "localhost";
            }
        }
    }
}
