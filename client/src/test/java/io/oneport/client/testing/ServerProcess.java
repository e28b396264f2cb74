package io.oneport.client.testing;

import io.oneport.testing.TemporaryFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The server's jar, running on any free port of 127.0.0.1. Any thread. */
public final class ServerProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern LISTENING = Pattern.compile("oneport \\S+ listening on (http://\\S+) .*");

    /** What operators show to any of these servers. */
    public static final String ADMIN_TOKEN = "token-of-the-tests-0123456789";

    private static final Path TOKEN_FILE = TemporaryFile.withLine(ADMIN_TOKEN);

    private final JarProcess jar;
    private final String url;

    /**
     * Starts it, and waits until it listens.
     *
     * @param flags such as {@code --worker-threads=1}; behind {@code --port 0}
     * @throws IllegalStateException if there is no jar
     */
    public ServerProcess(String... flags) {
        List<String> arguments = new ArrayList<>(List.of("--port", "0", "--admin-token-file", TOKEN_FILE.toString()));
        arguments.addAll(List.of(flags));
        jar = new JarProcess(Jars.server(), arguments);
        Matcher line = LISTENING.matcher(jar.firstLine(PATIENCE));
        if (!line.matches()) {
            throw jar.failed("the server did not start");
        }
        url = line.group(1);
    }

    /** Such as {@code http://127.0.0.1:40123}. */
    public String url() {
        return url;
    }

    /** What it said on standard output so far. */
    public String out() {
        return jar.out.toString();
    }

    /** What it said on standard error so far, without lines that only inform. */
    public String err() {
        return jar.err
                .toString()
                .lines()
                .filter(line -> !line.contains(" INFO "))
                .map(line -> line + "\n")
                .collect(Collectors.joining());
    }

    /**
     * Asks it to end, by SIGTERM, and waits until it has.
     *
     * @throws AssertionError if it does not end in time, or with another status than 0
     */
    @Override
    public void close() {
        jar.process.destroy();
        int status = jar.exit(PATIENCE);
        if (status != 0) {
            throw jar.failed("the server ended with " + status);
        }
    }
}
