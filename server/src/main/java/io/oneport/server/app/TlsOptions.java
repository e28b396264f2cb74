package io.oneport.server.app;

import io.oneport.protocol.Setting;
import io.oneport.server.front.tls.TlsCertificates;
import io.oneport.server.front.tls.TlsSettings;
import io.oneport.server.front.tls.TlsSettings.ClientCertificates;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The settings of TLS. */
final class TlsOptions {
    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            split = Settings.COMMA,
            defaultValue = "",
            description =
                    "Serve TLS on the same port, with this certificate and those that lead to its authority, in PEM;"
                            + " repeatable, for several names: the first serves all other names (none: no TLS).")
    List<String> certificates;

    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            split = Settings.COMMA,
            defaultValue = "",
            description = "Private key of the certificate in the same place of --tls-cert, in PEM without a password;"
                    + " repeatable (none).")
    List<String> keys;

    @Option(
            names = "--tls-only",
            defaultValue = "false",
            fallbackValue = "true",
            arity = "0..1",
            paramLabel = "true|false",
            description =
                    "Refuse requests without TLS: GET and HEAD are redirected to https, everything else is answered"
                            + " 403 (${DEFAULT-VALUE}).")
    boolean only;

    @Option(
            names = "--tls-client-ca",
            paramLabel = "FILE",
            defaultValue = "",
            description = "Certificates, in PEM, of the authorities that may have signed clients' certificates (none).")
    String clientCa;

    @Option(
            names = "--tls-client-auth",
            paramLabel = "none|want|require",
            defaultValue = "none",
            description = "Whether TLS clients are asked for a certificate: none, want (they may have none) or require"
                    + " (${DEFAULT-VALUE}).")
    String clientAuth;

    @Option(
            names = "--tls-empty-records",
            paramLabel = "N",
            defaultValue = "64",
            description =
                    "Maximum number of TLS records without data, such as KeyUpdates, that a peer may send within a"
                            + " minute; the connection is then closed; 0 for any number (${DEFAULT-VALUE}).")
    int emptyRecords;

    /** Whether the files are read. */
    boolean readsFiles = true;

    /**
     * The settings, with the files read once to check them.
     *
     * @param warnings takes what deserves attention but is no reason to stop
     * @throws IllegalArgumentException if something is wrong; the message names the setting and says what was expected
     */
    TlsSettings toSettings(List<String> warnings) {
        List<Path> certificateFiles = paths("tls-cert", certificates);
        List<Path> keyFiles = paths("tls-key", keys);
        Setting.require(
                certificateFiles.size() == keyFiles.size(),
                "tls-key",
                keyFiles.isEmpty() ? "none" : String.join(",", keys),
                "one for each tls-cert, in the same order: " + certificateFiles.size());
        List<TlsSettings.Pair> pairs = new ArrayList<>();
        for (int i = 0; i < certificateFiles.size(); i++) {
            pairs.add(new TlsSettings.Pair(certificateFiles.get(i), keyFiles.get(i)));
        }
        List<Path> ca = paths("tls-client-ca", List.of(clientCa));
        TlsSettings settings =
                new TlsSettings(pairs, only, ca.isEmpty() ? null : ca.get(0), clientAuth(), emptyRecords);
        if (settings.enabled() && readsFiles) {
            TlsCertificates.check(settings);
            keyFiles.forEach(file -> SecretFile.check("tls-key", file, warnings));
        }
        return settings;
    }

    private ClientCertificates clientAuth() {
        return switch (clientAuth) {
            case "none" -> ClientCertificates.NONE;
            case "want" -> ClientCertificates.WANT;
            case "require" -> ClientCertificates.REQUIRE;
            default -> throw Setting.refused("tls-client-auth", clientAuth, "none, want or require");
        };
    }

    private static List<Path> paths(String name, List<String> texts) {
        List<Path> paths = new ArrayList<>();
        for (String text : texts) {
            try {
                if (!text.isEmpty()) {
                    paths.add(Path.of(text));
                }
            } catch (InvalidPathException e) {
                throw Setting.refused(name, text, "the path of a file; " + e.getReason());
            }
        }
        return paths;
    }
}
