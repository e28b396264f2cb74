package io.oneport.client.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A jar that runs with this JDK, and all that it says. Its standard input is empty. Any thread. */
final class JarProcess {
    /** One stream of the process, collected by a thread of its own, so that the process never waits for us. */
    static final class Output {
        private final StringBuilder text = new StringBuilder();
        private final CompletableFuture<String> firstLine = new CompletableFuture<>();
        private final Thread reader;

        private Output(InputStream in) {
            reader = new Thread(() -> read(in), "process-output");
            reader.setDaemon(true);
            reader.start();
        }

        private void read(InputStream in) {
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    synchronized (text) {
                        text.append(line).append('\n');
                    }
                    firstLine.complete(line);
                }
                firstLine.complete("");
            } catch (IOException broken) {
                firstLine.completeExceptionally(broken);
            }
        }

        /** All that was said so far, its lines ended by LF. */
        @Override
        public String toString() {
            synchronized (text) {
                return text.toString();
            }
        }
    }

    final Process process;
    final Output out;
    final Output err;

    JarProcess(Path jar, List<String> arguments) {
        this(List.of(), jar, arguments);
    }

    /**
     * Starts it.
     *
     * @param starter a command that starts the one behind it
     */
    JarProcess(List<String> starter, Path jar, List<String> arguments) {
        List<String> command = new ArrayList<>(starter);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // So short a life is not worth the time that the second compiler would take from the others on this machine.
        command.add("-XX:TieredStopAtLevel=1");
        command.add("-jar");
        command.add(jar.toString());
        command.addAll(arguments);
        try {
            process = new ProcessBuilder(command).start();
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        out = new Output(process.getInputStream());
        err = new Output(process.getErrorStream());
    }

    /** Waits for the first line of standard output; empty if the process ended without one. */
    String firstLine(Duration patience) {
        try {
            return out.firstLine.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException late) {
            throw failed("no first line within " + patience);
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    /** Waits until the process has ended and all that it said has been read; kills it if that takes longer. */
    int exit(Duration patience) {
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw failed("did not end within " + patience);
            }
            out.reader.join();
            err.reader.join();
            return process.exitValue();
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    /** The test has taken too long: its process must not outlive it. */
    private AssertionError interrupted() {
        Thread.currentThread().interrupt();
        return failed("interrupted");
    }

    /** Ends the process; gives what there is to say about it. */
    AssertionError failed(String why) {
        process.destroyForcibly();
        return new AssertionError(
                why + "\n" + process.info().commandLine().orElse("") + "\nout: " + out + "\nerr: " + err);
    }
}
