package io.oneport.client.pub;

import io.oneport.client.blocking.Connector;
import io.oneport.client.blocking.TlsPort;
import io.oneport.client.blocking.TopicClients;
import io.oneport.client.cli.ConnectionOptions;
import io.oneport.client.cli.Converters;
import io.oneport.client.cli.ExitCode;
import io.oneport.client.cli.Lines;
import io.oneport.client.cli.LocalFailure;
import io.oneport.client.cli.StandardInput;
import io.oneport.client.cli.Usage;
import io.oneport.client.net.Header;
import io.oneport.client.net.Limits;
import io.oneport.client.net.Target;
import io.oneport.protocol.Payload;
import io.oneport.protocol.Setting;
import io.oneport.protocol.SystemWords;
import io.oneport.protocol.TopicName;
import io.oneport.protocol.Units;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code oneport-client pub URL TOPIC [DATA]}. */
@Command(
        name = "pub",
        description = {
            "Publishes to a topic: DATA, a file, or each line of standard input as one message.",
            "",
            "Prints the id of each message and the number of its subscribers, such as \"mh2k3f9x.17"
                    + " 3\", or \"mh2k3f9x.17 duplicate\" if its key is in history already. Lines are sent over"
                    + " one WebSocket without waiting for each response; a line that is refused is reported on"
                    + " standard error, and the others continue.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            ExitCode.PASS + ":everything was published",
            ExitCode.INTERNAL_HELP,
            ExitCode.USAGE_HELP,
            ExitCode.VERIFICATION_FAILED + ":the server refused a message, did not respond, or closed the connection",
            ExitCode.UNREACHABLE_HELP,
            ExitCode.INTERRUPTED_HELP
        })
public final class PubCommand implements Callable<Integer> {
    /** Far more than servers take. It is sent as one body, from memory. */
    private static final int LONGEST_FILE_BYTES = 256 << 20;

    @Parameters(
            index = "0",
            paramLabel = "URL",
            converter = Converters.ToTopicServer.class,
            description = "The server, such as http://127.0.0.1:8080.")
    private Target server;

    @Parameters(
            index = "1",
            paramLabel = "TOPIC",
            converter = Converters.ToTopic.class,
            description = "Topic to publish to, such as news.")
    private TopicName topic;

    @Parameters(index = "2", arity = "0..1", paramLabel = "DATA", description = "The message, as text.")
    private String data;

    @Option(
            names = "--file",
            paramLabel = "FILE",
            converter = Converters.ToFile.class,
            description = "Publish the contents of this file as one message: text if it is UTF-8, else binary.")
    private Path file;

    @Option(names = "--content-type", paramLabel = "TYPE", description = "Content type of the message. Default: none")
    private String contentType;

    @Option(
            names = "--event",
            paramLabel = "NAME",
            description = "Event name of the message in event streams. Default: none")
    private String event;

    @Option(
            names = "--ttl",
            paramLabel = "DURATION",
            converter = Converters.ToTtl.class,
            description = "Maximum time in history; a number without a unit is in seconds, 0 keeps it out of history."
                    + " Default: the limits of the server")
    private Duration ttl;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "Idempotency key: the message is not published again if history has one with this key. For"
                    + " a single message.")
    private String key;

    @Option(
            names = "--max-message",
            paramLabel = "SIZE",
            defaultValue = "1MiB",
            converter = Converters.ToMessageSize.class,
            description = "Maximum size of a line of standard input. Default: ${DEFAULT-VALUE}")
    private int maxMessage;

    @Option(names = "--quiet", description = "Print no ids, only errors.")
    private boolean quiet;

    @Mixin
    private ConnectionOptions options;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (data != null || file != null) {
            return publishOne();
        }
        return publishLines();
    }

    private int publishOne() throws Exception {
        byte[] body = file == null ? data.getBytes(StandardCharsets.UTF_8) : content();
        SingleMessage message = Usage.checked(spec.commandLine(), () -> {
            Setting.require(data == null || file == null, "file", file, "DATA or --file, not both");
            return new SingleMessage(form().of(Payload.of(body), key), options.headers());
        });
        try (Connector connector = connector()) {
            receipts().published(TlsPort.hinted(server, () -> message.post(connector)));
            return ExitCode.PASS;
        }
    }

    private byte[] content() throws LocalFailure {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LONGEST_FILE_BYTES + 1);
            if (bytes.length > LONGEST_FILE_BYTES) {
                throw new LocalFailure("file: " + file + ": longer than " + Units.sizeText(LONGEST_FILE_BYTES));
            }
            return bytes;
        } catch (LocalFailure tooLong) {
            throw tooLong;
        } catch (IOException failure) {
            throw new LocalFailure("file: " + file + ": " + SystemWords.of(failure));
        }
    }

    private int publishLines() throws Exception {
        MessageTemplate form = Usage.checked(spec.commandLine(), () -> {
            Setting.require(
                    key == null, "key", key, "only with DATA or --file: all lines would count as the same message");
            form().of(Payload.text(""), null);
            return form();
        });
        List<Header> headers = Usage.checked(spec.commandLine(), options::headers);
        try (Connector connector = connector()) {
            TopicClients sockets =
                    new TopicClients(connector, server, () -> headers, options.timeout(), TopicClients.PING_AFTER);
            Lines lines = new Lines(StandardInput.open(), maxMessage);
            return new LinePublisher(TlsPort.hinted(server, sockets::open), form, lines, receipts()).run()
                    ? ExitCode.PASS
                    : ExitCode.VERIFICATION_FAILED;
        }
    }

    private MessageTemplate form() {
        return new MessageTemplate(topic, contentType, event, ttl);
    }

    private Connector connector() throws Exception {
        Limits limits =
                new Limits(options.timeout(), Limits.DEFAULTS.maxHeadBytes(), Limits.DEFAULTS.maxMessageBytes());
        return new Connector(server, Usage.checked(spec.commandLine(), () -> options.trust(server)), limits);
    }

    private Receipts receipts() {
        return new Receipts(spec.commandLine().getOut(), spec.commandLine().getErr(), quiet);
    }
}
