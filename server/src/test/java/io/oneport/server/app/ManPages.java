package io.oneport.server.app;

import io.oneport.testing.ManPage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Writes the server's manual page and its completion for Bash; `mvn -Pdeb package` packs both. */
final class ManPages {
    private ManPages() {}

    /**
     * Writes both.
     *
     * @param arguments the version, its date, and the folder
     */
    public static void main(String... arguments) throws IOException {
        ManPage.write(
                program(),
                "real-time server, HTTP and WebSocket on one port",
                arguments[0],
                arguments[1],
                sections(),
                Path.of(arguments[2]));
    }

    static CommandLine program() {
        return new CommandLine(new ServerOptions())
                .addSubcommand("token", new TokenCommand())
                .addSubcommand("health", command(HealthCommand.USAGE))
                .addSubcommand(
                        "archive",
                        command(ArchiveCommand.USAGE)
                                .addPositional(PositionalParamSpec.builder()
                                        .paramLabel("FILE")
                                        .type(Path.class)
                                        .description("The archive, which is written.")
                                        .build()));
    }

    /** Of what a command prints as its help, all but the synopsis. */
    private static CommandSpec command(String usage) {
        CommandSpec command = CommandSpec.create();
        command.usageMessage()
                .description(usage.substring(usage.indexOf("\n\n") + 2).strip());
        return command;
    }

    static Map<String, String> sections() {
        Map<String, String> sections = new LinkedHashMap<>();
        sections.put("SIGNALS", """
                .TP
                \\fBSIGTERM\\fR, \\fBSIGINT\\fR
                Drains and stops; a second one stops at once.
                .TP
                \\fBSIGHUP\\fR
                Reads the file of settings, keys, certificates and the admin token again.
                """);
        sections.put("FILES", """
                .TP
                \\fI/etc/oneport/oneport.conf\\fR
                Settings of the service
                .BR oneport\\-server.service .
                .TP
                \\fI/var/lib/oneport/admin\\-token\\fR
                The token for /admin and /metrics of the service.
                """);
        sections.put("SEE ALSO", ".BR oneport\\-client (1)");
        return sections;
    }
}
