package io.oneport.client.cli;

import io.oneport.client.net.Header;
import io.oneport.client.net.Target;
import io.oneport.client.net.Trust;
import io.oneport.protocol.Setting;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Option;

/** The options of every command that connects. */
public final class ConnectionOptions {
    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "5s",
            converter = Converters.ToTimeout.class,
            description = "Maximum time to wait for the server: to connect, for the TLS handshake, for a response,"
                    + " for the end of a close. Then it has failed. Default: ${DEFAULT-VALUE}")
    private Duration timeout;

    @Option(
            names = "--header",
            paramLabel = "'NAME: VALUE'",
            converter = Converters.ToHeader.class,
            description = "Header field to add to each request. Repeatable.")
    private List<Header> headers = List.of();

    @Option(
            names = "--cacert",
            paramLabel = "FILE",
            converter = Converters.ToAuthorities.class,
            description = "File of certificates to trust, in PEM format. Default: those of the Java platform")
    private Trust cacert;

    @Option(names = "--insecure", description = "Trust any certificate for any host. For tests only.")
    private boolean insecure;

    /** Each wait for the server, more than zero. */
    public Duration timeout() {
        return timeout;
    }

    /** Header fields for each request. */
    public List<Header> headers() {
        return headers;
    }

    /**
     * Whose certificates to believe.
     *
     * @param server that shows its own
     * @throws IllegalArgumentException if it shows none, and yet it was said which to believe
     */
    public Trust trust(Target server) {
        requireTls(server, cacert != null, "cacert", "a file");
        requireTls(server, insecure, "insecure", "on");
        return new Trust(cacert == null ? List.of() : cacert.authorities(), insecure);
    }

    private static void requireTls(Target server, boolean given, String name, String value) {
        Setting.require(
                server.secure() || !given,
                name,
                value,
                "nothing: no certificates without https:// or wss:// in the URL");
    }
}
