package io.oneport.server.app;

import io.oneport.protocol.Setting;
import io.oneport.server.auth.HostNames;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** The settings of {@link AdminSettings}, and the names that requests may call the server by. */
final class AdminOptions {
    @Option(
            names = "--admin-token-file",
            paramLabel = "FILE",
            description =
                    "File with the token that /admin and /metrics ask for; created at the first start, readable by"
                            + " its owner only (oneport/admin-token in the user's folder for state).")
    String tokenFile;

    @Option(
            names = "--admin-port",
            paramLabel = "N",
            defaultValue = "",
            description = "Port to serve /admin and /metrics on in place of the public one; requests straight from this"
                    + " machine need no token there; 0 takes any free one (none).")
    String port;

    @Option(
            names = "--admin-host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Address to listen on for admin-port (${DEFAULT-VALUE}).")
    String host;

    @Option(
            names = "--metrics",
            paramLabel = "admin|open",
            defaultValue = "admin",
            description = "Who may read /metrics: admin, as for /admin, or open, everybody (${DEFAULT-VALUE}).")
    String metrics;

    @Option(
            names = "--server-name",
            paramLabel = "NAME",
            split = Settings.COMMA,
            defaultValue = "",
            description = "Name, besides those of this machine, that requests may have in Host; repeatable (none:"
                    + " on loopback, names that may belong to others are refused; elsewhere any is accepted).")
    List<String> serverNames;

    /**
     * The settings, checked.
     *
     * @throws IllegalArgumentException if a value is wrong; the message is the line for the person
     */
    AdminSettings toSettings() {
        Setting.require(metrics.equals("admin") || metrics.equals("open"), "metrics", metrics, "admin or open");
        boolean isPort = port.isEmpty() || port.matches("[0-9]{1,5}") && Integer.parseInt(port) <= 65535;
        Setting.require(isPort, "admin-port", port, "0 to 65535");
        Setting.require(!host.isBlank(), "admin-host", "'" + host + "'", "a host name or an address");
        return new AdminSettings(
                path(tokenFile),
                !tokenFile.equals(defaultTokenFile(System.getenv())),
                host,
                port.isEmpty() ? -1 : Integer.parseInt(port),
                metrics.equals("open"));
    }

    /** The names, in lower case. */
    Set<String> names() {
        return serverNames.stream()
                .filter(name -> !name.isEmpty())
                .map(HostNames::listed)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Path path(String text) {
        try {
            Setting.require(!text.isBlank(), "admin-token-file", "'" + text + "'", "the path of a file");
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw Setting.refused("admin-token-file", text, "the path of a file; " + e.getReason());
        }
    }

    /** In systemd's folder for the service's state, or the user's (XDG Base Directory Specification). */
    static String defaultTokenFile(Map<String, String> environment) {
        String service = environment.getOrDefault("STATE_DIRECTORY", "");
        if (!service.isBlank()) {
            return Path.of(service.split(":", 2)[0], "admin-token").toString();
        }
        String user = environment.getOrDefault("XDG_STATE_HOME", "");
        String home = environment.getOrDefault("HOME", ""); // what a shell has for ~; the JDK asks the system
        Path state = user.startsWith("/")
                ? Path.of(user)
                : Path.of(home.startsWith("/") ? home : System.getProperty("user.home"), ".local", "state");
        return state.resolve("oneport").resolve("admin-token").toString();
    }
}
