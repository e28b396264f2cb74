package io.oneport.client.cli;

import io.oneport.client.net.Header;
import io.oneport.client.net.OwnCertificate;
import io.oneport.client.net.Target;
import io.oneport.client.net.Trust;
import io.oneport.protocol.Setting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
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
            names = {"-H", "--header"},
            paramLabel = "FIELD",
            converter = Converters.ToHeader.class,
            description = "Header field to add to each request, such as 'Accept: text/plain'. Repeatable.")
    private List<Header> headers = List.of();

    @Option(
            names = "--cacert",
            paramLabel = "FILE",
            converter = Converters.ToAuthorities.class,
            description = "File of certificates to trust, in PEM format. Default: those of the Java platform")
    private Trust cacert;

    @Option(names = "--insecure", description = "Trust any certificate for any host. For tests only.")
    private boolean insecure;

    @Option(
            names = "--servername",
            paramLabel = "NAME",
            converter = Converters.ToServerName.class,
            description = "Name to request by SNI and to expect in the certificate. Default: the host of the URL")
    private String serverName;

    @Option(
            names = "--cert",
            paramLabel = "FILE",
            description = "Certificate of this client, in PEM format, with those of intermediate authorities. Default:"
                    + " none")
    private Path cert;

    @Option(
            names = "--cert-key",
            paramLabel = "FILE",
            description = "Private key of --cert, in PEM format (PKCS #8, not encrypted). Default: the file of --cert")
    private Path certKey;

    @Mixin
    private TokenOptions token;

    /** Each wait for the server, more than zero. */
    public Duration timeout() {
        return timeout;
    }

    /**
     * Header fields for each request, the token's among them.
     *
     * @throws IllegalArgumentException if the token can't be read or is no token; the message is the line for the person
     */
    public List<Header> headers() {
        return headers(System.getenv());
    }

    /** As {@link #headers()}, with another environment. */
    List<Header> headers(Map<String, String> environment) {
        List<Header> all = new ArrayList<>(headers);
        token.authorization(environment, headers).ifPresent(all::add);
        return List.copyOf(all);
    }

    /**
     * Whose certificates to believe, and which to show.
     *
     * @param server that shows its own
     * @throws IllegalArgumentException if TLS was asked for by an option and not by the URL, or a file will not do; the
     *     message is the line for the person
     */
    public Trust trust(Target server) {
        requireTls(server, cacert != null, "cacert", "a file");
        requireTls(server, insecure, "insecure", "on");
        requireTls(server, serverName != null, "servername", serverName);
        requireTls(server, cert != null, "cert", String.valueOf(cert));
        Setting.require(certKey == null || cert != null, "cert-key", certKey, "a certificate as well: --cert");
        return new Trust(
                cacert == null ? List.of() : cacert.authorities(),
                insecure,
                Optional.ofNullable(serverName),
                Optional.ofNullable(cert).map(chain -> new OwnCertificate(chain, certKey == null ? chain : certKey)));
    }

    private static void requireTls(Target server, boolean given, String name, String value) {
        Setting.require(
                server.secure() || !given, name, value, "nothing: no TLS without https:// or wss:// in the URL");
    }
}
