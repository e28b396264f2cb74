package io.oneport.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.testing.Needs;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands of the README, in order, as they stand: with both jars, in one directory, each block after the server that the text
 * has started. Only the port is another. What it builds with Maven, and the load tests, are run elsewhere.
 */
@Tag("load")
@Timeout(180)
class ReadmeIT {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final List<String> MODULES = List.of("server", "client");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\S*)\\n(.*?)^```$");
    private static final Pattern SERVER =
            Pattern.compile("(?:mvn .* && )?(java -jar server/target/oneport-server\\.jar(?! token| archive).*)");
    private static final Pattern LISTENING = Pattern.compile("oneport \\S+ listening on http://\\S+:(\\d+) .*");

    @TempDir
    Path folder;

    private Process server;
    private String port;

    @AfterEach
    void end() throws Exception {
        if (server != null) {
            server.destroy();
            assertTrue(server.waitFor(60, TimeUnit.SECONDS), "the server does not end");
        }
    }

    @AfterEach
    void unlink() throws IOException {
        for (String module : MODULES) {
            Files.deleteIfExists(folder.resolve(module));
        }
    }

    @Test
    void whatTheReadmeSaysHappens() throws Exception {
        Needs.program("curl", "curl");
        Needs.program("openssl", "openssl");
        for (String module : MODULES) {
            Files.createSymbolicLink(folder.resolve(module), ROOT.resolve(module));
        }
        List<String> outputs = new ArrayList<>();
        Matcher block = BLOCK.matcher(Files.readString(ROOT.resolve("README.md")));
        while (block.find()) {
            String text = block.group(2).replace("\\\n", "");
            if (block.group(1).isEmpty()
                    && !text.startsWith("mvn verify")
                    && !text.contains("oneport-client.jar run ")) {
                outputs.add(follow(text));
            }
        }
        assertEquals(9, outputs.size(), "blocks");
        expect(outputs.get(1), "\"messages\":\\[\\],\"position\":", "(?m)^hello again$"); // nothing came within the 5 s
        expect(
                outputs.get(2),
                "HTTP/1.1 200 OK",
                "Hello, World!",
                "HTTP/1.1 426 ",
                "\"protocol\":\"http\"",
                "\"closed\":");
        expect(outputs.get(3), "(?m)^hello$", "PASS 9 of 9 steps");
        expect(outputs.get(6), "\"topic\":\"a\\.b\"");
        expect(outputs.get(8), "Hello, World!");
    }

    private static void expect(String output, String... patterns) {
        for (String each : patterns) {
            assertTrue(Pattern.compile(each).matcher(output).find(), () -> each + " is not in " + output);
        }
    }

    /** Starts the servers of a block, each in place of the one before, and runs its other commands. */
    private String follow(String block) throws Exception {
        StringBuilder output = new StringBuilder();
        StringBuilder commands = new StringBuilder();
        for (String line : block.lines().toList()) {
            Matcher start = SERVER.matcher(line);
            if (start.matches()) {
                output.append(run(commands.toString()));
                commands.setLength(0);
                startServer(start.group(1));
            } else {
                commands.append(line).append('\n');
            }
        }
        return output + run(commands.toString());
    }

    private void startServer(String command) throws Exception {
        end();
        server = shell("exec " + command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader out = server.inputReader();
        String first = out.readLine();
        assertNotNull(first, command);
        Matcher line = LISTENING.matcher(first);
        assertTrue(line.matches(), first);
        port = line.group(1);
        assertTrue(out.readLine().startsWith("operators: "), command);
    }

    /** Runs commands in a shell, and returns what they print. The last one is ended if it goes on without end, as sub does. */
    private String run(String commands) throws Exception {
        if (commands.isEmpty()) {
            return "";
        }
        String script = commands.replaceAll("(127\\.0\\.0\\.1|localhost):8080", "$1:" + port);
        boolean endless = script.contains(" sub ");
        Path output = Files.createTempFile(folder, "output", ".txt");
        Process process = shell(script)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        process.getOutputStream().close();
        try {
            while (process.isAlive() && !(endless && Files.readString(output).endsWith("hello again\n"))) {
                Thread.sleep(50);
            }
            String printed = Files.readString(output, StandardCharsets.UTF_8);
            assertTrue(endless || process.waitFor() == 0, () -> script + printed);
            return printed;
        } finally {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        }
    }

    private ProcessBuilder shell(String script) throws IOException {
        ProcessBuilder shell = new ProcessBuilder("sh", "-ec", script).directory(folder.toFile());
        shell.environment().put("PATH", System.getProperty("java.home") + "/bin:" + System.getenv("PATH"));
        shell.environment().put("no_proxy", "127.0.0.1,localhost");
        shell.environment().put("ONEPORT_PORT", "0");
        // Where the commands look for the admin token.
        shell.environment().put("HOME", folder.toString());
        shell.environment().put("XDG_STATE_HOME", folder.resolve(".local/state").toString());
        return shell;
    }
}
