package io.oneport.client.testing;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The client's jar as a person starts it, on a terminal of its own: a pseudo-terminal, made by {@code script} of util-linux.
 * For one thread.
 */
public final class TerminalProcess implements AutoCloseable {
    /** What Ctrl-C sends; the terminal makes SIGINT of it. */
    public static final char CTRL_C = 3;

    private final Process process;
    private final StringBuilder shown = new StringBuilder();
    private final Thread reader;

    /**
     * Starts it.
     *
     * @throws IllegalStateException if there is no jar, or no {@code script}
     */
    public TerminalProcess(String... arguments) {
        this(Map.of(), arguments);
    }

    /**
     * Starts it.
     *
     * @param environment variables that it finds set, beside those of this process
     * @throws IllegalStateException if there is no jar, or no {@code script}
     */
    public TerminalProcess(Map<String, String> environment, String... arguments) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String command = Stream.concat(
                        Stream.of(
                                java,
                                "-XX:TieredStopAtLevel=1",
                                "-jar",
                                Jars.client().toString()),
                        Stream.of(arguments))
                .map(word -> "'" + word + "'")
                .collect(Collectors.joining(" "));
        // Whoever runs the tests in the background may have told all that it starts to ignore SIGINT.
        String setUp = "stty rows 40 cols 120 && exec env --default-signal=INT ";
        ProcessBuilder script = new ProcessBuilder(List.of("script", "-q", "-e", "-c", setUp + command, "/dev/null"));
        script.environment().put("TERM", "xterm");
        script.environment().putAll(environment);
        try {
            process = script.redirectErrorStream(true).start();
        } catch (IOException missing) {
            throw new IllegalStateException("script: missing (expected: util-linux's; on Debian, bsdutils)", missing);
        }
        reader = new Thread(this::read, "terminal");
        reader.setDaemon(true);
        reader.start();
    }

    /** Whether this machine has the {@code script} that is needed; that of other systems takes other options. */
    public static boolean available() throws IOException, InterruptedException {
        try {
            Process script = new ProcessBuilder("script", "--version").start();
            script.getOutputStream().close();
            String version = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return script.waitFor() == 0 && version.contains("util-linux");
        } catch (IOException noSuchProgram) {
            return false;
        }
    }

    private void read() {
        try (Reader in = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)) {
            for (int next = in.read(); next >= 0; next = in.read()) {
                synchronized (shown) {
                    shown.append((char) next);
                    shown.notifyAll();
                }
            }
        } catch (IOException gone) {
            // With the terminal.
        }
    }

    /** All that was sent to the terminal so far, control sequences among it. */
    public String shown() {
        synchronized (shown) {
            return shown.toString();
        }
    }

    /** Waits until words were sent to the terminal. */
    public void await(String words, Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        synchronized (shown) {
            while (shown.indexOf(words) < 0) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0) {
                    throw new AssertionError("not shown within " + patience + ": " + words + "\n" + shown);
                }
                shown.wait(left);
            }
        }
    }

    /** Presses a key. */
    public void press(char key) {
        try {
            process.getOutputStream().write(key);
            process.getOutputStream().flush();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    /** Forgets what was shown so far. */
    public void forget() {
        synchronized (shown) {
            shown.setLength(0);
        }
    }

    /** Gives the terminal another size, as a person does who pulls at its window. */
    public void resize(int rows, int columns) throws IOException, InterruptedException {
        long program = process.descendants()
                .mapToLong(ProcessHandle::pid)
                .reduce((parent, child) -> child)
                .orElseThrow();
        String device = Files.readSymbolicLink(Path.of("/proc", String.valueOf(program), "fd", "0"))
                .toString();
        Process stty = new ProcessBuilder("stty", "-F", device, "rows", "" + rows, "cols", "" + columns)
                .inheritIO()
                .start();
        if (stty.waitFor() != 0) {
            throw new AssertionError("stty could not give " + device + " another size");
        }
    }

    /** Waits until it has ended, and all that it said is there. */
    public int exit(Duration patience) throws InterruptedException {
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("did not end within " + patience + "\n" + shown());
        }
        reader.join();
        return process.exitValue();
    }

    /** Ends it, if it has not ended; with its terminal the program goes, too. */
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
    }
}
