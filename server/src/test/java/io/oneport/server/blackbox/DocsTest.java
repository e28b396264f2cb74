package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.server.app.TestServer;
import io.oneport.testing.Needs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The documentation: each link leads somewhere, and what a page shows is what happens. In a block {@code console}, lines that
 * begin with {@code $} are run, and the lines after each are what it prints. {@code <!-- file: NAME -->} before a block writes
 * it to a file first.
 */
@Tag("load")
@Timeout(120)
class DocsTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern BLOCK =
            Pattern.compile("(?ms)(?:^<!-- file: (?<file>\\S+) -->\\n)?^```(?<kind>\\S*)\\n(?<text>.*?)^```$");
    private static final Pattern LINK = Pattern.compile("\\]\\((?<target>[^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
    private static final String MARK = "@@ next @@";

    @TempDir
    Path folder;

    private record Command(String line, String output) {}

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "docs/quick-start.md", "docs/transports.md"})
    void whatAPageShowsHappens(String page) throws Exception {
        Needs.program("curl", "curl");
        Needs.program("node", "nodejs");
        Needs.program("python3", "python3");
        try (TestServer server = TestServer.start()) {
            List<Command> commands = commands(Files.readString(ROOT.resolve(page)), server.port());
            assertFalse(commands.isEmpty(), "nothing to run");
            String[] outputs = run(commands).split("\n?" + MARK + "\n", -1);
            for (int i = 0; i < commands.size(); i++) {
                assertEquals(comparable(commands.get(i).output), comparable(outputs[i + 1]), commands.get(i).line);
            }
        }
    }

    /** Writes the page's files, and returns its commands with what they print. */
    private List<Command> commands(String page, int port) throws IOException {
        List<Command> commands = new ArrayList<>();
        Matcher block = BLOCK.matcher(page);
        while (block.find()) {
            String text = block.group("text").replace("127.0.0.1:8080", "127.0.0.1:" + port);
            if (block.group("file") != null) {
                Files.writeString(folder.resolve(block.group("file")), text);
            } else if (block.group("kind").equals("console")) {
                for (String command : ("\n" + text).split("\n\\$ ", -1)) {
                    int end = command.indexOf('\n');
                    if (!command.isEmpty()) {
                        commands.add(new Command(
                                end < 0 ? command : command.substring(0, end),
                                end < 0 ? "" : command.substring(end + 1)));
                    }
                }
            }
        }
        return commands;
    }

    /** Runs all of them in one shell, as somebody does who follows the page. */
    private String run(List<Command> commands) throws Exception {
        StringBuilder script = new StringBuilder();
        for (Command command : commands) {
            script.append("echo; echo '" + MARK + "'\n").append(command.line).append('\n');
        }
        ProcessBuilder shell = new ProcessBuilder("sh", "-c", script.toString());
        shell.environment().put("PATH", System.getProperty("java.home") + "/bin:" + System.getenv("PATH"));
        shell.environment().put("no_proxy", "127.0.0.1");
        Path output = folder.resolve("output");
        Process process = shell.directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        process.getOutputStream().close();
        try {
            assertTrue(process.waitFor(90, TimeUnit.SECONDS), () -> "it does not end: " + script);
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(output, StandardCharsets.UTF_8);
    }

    /** Without what differs from run to run: the epoch of ids, and times. */
    private static String comparable(String output) {
        return output.replaceAll("\\b[a-z0-9]{10,14}\\.(\\d+)\\b", "ID.$1")
                .replaceAll("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d+Z", "TIME")
                .stripTrailing();
    }

    @Test
    void eachLinkLeadsSomewhere() throws Exception {
        List<Path> pages;
        try (Stream<Path> root = Files.list(ROOT);
                Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
            pages = Stream.concat(root, docs)
                    .filter(page -> page.toString().endsWith(".md"))
                    .toList();
        }
        List<String> broken = new ArrayList<>();
        for (Path page : pages) {
            String text = BLOCK.matcher(Files.readString(page)).replaceAll("").replaceAll("`[^`\n]*`", "");
            Matcher link = LINK.matcher(text);
            while (link.find()) {
                String target = link.group("target");
                if (!target.contains(":") && !leads(page, target)) {
                    broken.add(page.getFileName() + ": " + target);
                }
            }
        }
        assertEquals(List.of(), broken);
    }

    private static boolean leads(Path page, String target) throws IOException {
        int hash = target.indexOf('#');
        String path = hash < 0 ? target : target.substring(0, hash);
        Path file = path.isEmpty() ? page : page.resolveSibling(path);
        if (hash < 0 || !Files.isRegularFile(file)) {
            return Files.exists(file);
        }
        return anchors(Files.readString(file)).contains(target.substring(hash + 1));
    }

    /** The names that GitHub gives to headings. */
    private static Set<String> anchors(String page) {
        Set<String> anchors = new HashSet<>();
        Matcher heading = HEADING.matcher(BLOCK.matcher(page).replaceAll(""));
        while (heading.find()) {
            String name = heading.group(1)
                    .replaceAll("\\]\\([^)]*\\)", "")
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N}_ -]", "")
                    .replace(' ', '-');
            String unique = name;
            for (int i = 1; !anchors.add(unique); i++) {
                unique = name + "-" + i;
            }
        }
        return anchors;
    }
}
