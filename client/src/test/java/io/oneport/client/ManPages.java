package io.oneport.client;

import io.oneport.testing.ManPage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine;

/** Writes the client's manual page and its completion for Bash; `mvn -Pdeb package` packs both. */
final class ManPages {
    private ManPages() {}

    /**
     * Writes both.
     *
     * @param arguments the version, its date, and the folder
     */
    public static void main(String... arguments) throws IOException {
        CommandLine program = new CommandLine(new Main());
        Main.commands().forEach((name, command) -> program.addSubcommand(name, command.get()));
        ManPage.write(
                program,
                "client and load generator for HTTP and WebSocket",
                arguments[0],
                arguments[1],
                Map.of("SEE ALSO", ".BR oneport\\-server (1)"),
                Path.of(arguments[2]));
    }
}
