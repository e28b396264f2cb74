package io.oneport.client.run;

import io.oneport.client.cli.Converters;
import io.oneport.client.net.Header;
import io.oneport.protocol.Setting;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Where the figures of a run are sent while it goes on. */
final class RemoteWriteOptions {
    /** Names of labels; those that begin with two underscores are Prometheus' own. */
    private static final String LABEL = "(?!__)[a-zA-Z_][a-zA-Z0-9_]*";

    private static final String FORM =
            "an http or https URL, such as http://127.0.0.1:9090/api/v1/write; names and passwords"
                    + " go into remote-write-header";

    @Option(
            names = "--remote-write",
            paramLabel = "URL",
            converter = ToUrl.class,
            description = "Send the figures there once a second, by Prometheus remote write 1.0")
    private URI uri;

    @Option(
            names = "--remote-write-header",
            paramLabel = "FIELD",
            converter = Converters.ToHeader.class,
            description = "Header field to add to these requests, such as 'Authorization: Bearer ...'. Repeatable.")
    private List<Header> headers = List.of();

    @Option(
            names = "--remote-write-label",
            paramLabel = "NAME=VALUE",
            description = {
                "Label to add to all figures, such as",
                "run=nightly. Repeatable. Default: job=oneport-client, and instance with the name of this machine"
            })
    private Map<String, String> labels = Map.of();

    /** Reads a URL. */
    static final class ToUrl implements ITypeConverter<URI> {
        @Override
        public URI convert(String word) {
            try {
                return new URI(word);
            } catch (URISyntaxException wrong) {
                throw new TypeConversionException(FORM);
            }
        }
    }

    /**
     * Refuses what can't be sent.
     *
     * @throws IllegalArgumentException if there is something; the message is the line for the person
     */
    void check() {
        Setting.require(
                uri == null
                        || uri.getHost() != null
                                && uri.getUserInfo() == null
                                && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())),
                "remote-write",
                uri,
                FORM);
        Setting.require(
                uri != null || headers.isEmpty() && labels.isEmpty(),
                "remote-write",
                "not set",
                "a URL, where remote-write-header or remote-write-label is set");
        labels.keySet()
                .forEach(
                        name -> Setting.require(
                                name.matches(LABEL),
                                "remote-write-label",
                                name,
                                "a name of letters, digits and underscores that does not begin with a digit or two underscores"));
    }

    /** Whom to send to, or {@code null}. */
    RemoteWrite.@Nullable Receiver receiver() {
        if (uri == null) {
            return null;
        }
        Map<String, String> all = new LinkedHashMap<>();
        all.put("job", "oneport-client");
        all.put("instance", thisMachine());
        all.putAll(labels);
        List<String> fields = headers.stream()
                .flatMap(field -> Stream.of(field.name(), field.value()))
                .toList();
        return new RemoteWrite.Receiver(uri, fields, all);
    }

    private static String thisMachine() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "localhost";
        }
    }
}
