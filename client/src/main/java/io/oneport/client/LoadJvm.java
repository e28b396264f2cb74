package io.oneport.client;

import io.oneport.client.cli.EndSignal;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The JVM in which a load is generated. With default options a JVM of two cores collects garbage for up to 0.2 s at a time:
 * that would be measured as the server's. So the load runs in a child process with a young generation that a run does not
 * fill, touched before it begins, and with its classes from an archive, so that it starts faster.
 *
 * <p>Whoever sets options of the JVM themselves, by {@code JDK_JAVA_OPTIONS}, {@code JAVA_TOOL_OPTIONS} or {@code -X…}, gets
 * just these: there is no child then. Standard input, output and error are the parent's own, and so is the terminal. The
 * parent only waits: it passes signals on and exits as the child does. If it is killed, the child ends, too.
 */
final class LoadJvm {
    /** Names the parent's process to the child, which does not start another one. */
    private static final String PARENT = "oneport.parent";

    private static final List<String> OPTIONS_OF_USER = List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS");
    private static final long MIB = 1 << 20;
    private static final long MOST_YOUNG_MIB = 256;
    private static final long LEAST_YOUNG_MIB = 64;
    /** Beside the young generation: sockets, histograms, the log of an experiment. */
    private static final long OLD_MIB = 64;
    /** Of the machine's memory, at most this part is touched in advance. */
    private static final long PART = 16;

    /** JVMs since this one warn of native libraries, unless told that they are meant (JEP 472). */
    private static final int NATIVE_ACCESS_WARNS = 24;

    private static final String ARCHIVE_SUFFIX = ".jsa";

    private final String java;
    private final List<String> given;
    private final Path jar;

    private LoadJvm(String java, List<String> given, Path jar) {
        this.java = java;
        this.given = given;
        this.jar = jar;
    }

    /** The JVM to start; {@code null} if the load is to run in this one. */
    static @Nullable LoadJvm find() {
        if (System.getProperty(PARENT) != null) {
            return null;
        }
        for (String name : OPTIONS_OF_USER) {
            String value = System.getenv(name);
            if (value != null && !value.isBlank()) {
                return null;
            }
        }
        List<String> command = commandLine();
        int jarAt = command.indexOf("-jar");
        if (jarAt < 1 || jarAt + 1 >= command.size()) {
            return null; // such as with -cp: somebody develops it
        }
        List<String> given = command.subList(1, jarAt);
        for (String option : given) {
            if (option.startsWith("-X") || option.startsWith("@") || option.startsWith("-agent")) {
                return null;
            }
        }
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Path jar = Path.of(command.get(jarAt + 1));
        return Files.isExecutable(java) && Files.isRegularFile(jar) ? new LoadJvm(java.toString(), given, jar) : null;
    }

    /** How this process was started; empty if the system does not tell. */
    private static List<String> commandLine() {
        try {
            String all = Files.readString(Path.of("/proc/self/cmdline"), StandardCharsets.ISO_8859_1);
            return List.of(all.split("\0"));
        } catch (IOException notLinux) {
            ProcessHandle.Info info = ProcessHandle.current().info();
            List<String> command = new ArrayList<>();
            command.add(info.command().orElse(""));
            command.addAll(List.of(info.arguments().orElse(new String[0])));
            return command;
        }
    }

    /** The options under which a JVM does not pause, without those of the archive. */
    static List<String> options(long memoryMib) {
        long young = Math.max(LEAST_YOUNG_MIB, Math.min(MOST_YOUNG_MIB, memoryMib / PART));
        long most = Math.max(young + 4 * OLD_MIB, memoryMib / 4);
        return List.of(
                "-XX:+UseSerialGC",
                "-Xms" + (young + OLD_MIB) + "m",
                "-Xmn" + young + "m",
                "-Xmx" + most + "m",
                "-XX:+AlwaysPreTouch",
                // Else the JVM writes to a file that the system may hold back while it writes to its disk.
                "-XX:+PerfDisableSharedMem");
    }

    /**
     * Runs a command line in it. Blocks.
     *
     * @return its exit code
     */
    int run(String[] args) throws IOException, InterruptedException {
        Archive archive = Archive.of(jar);
        List<String> command = new ArrayList<>();
        command.add(java);
        command.addAll(options(memoryMib()));
        if (Runtime.version().feature() >= NATIVE_ACCESS_WARNS) {
            // As the jar's manifest says, which counts only with -jar.
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(archive.options());
        command.addAll(given);
        command.add("-D" + PARENT + "=" + ProcessHandle.current().pid());
        command.add("-cp");
        command.add(jar.toString());
        command.add(Launcher.class.getName());
        command.addAll(List.of(args));
        // Before there is a child: a signal that comes while it is made must not leave it behind.
        Parent parent = new Parent();
        Thread hook = new Thread(parent::signalled, "signal");
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException signalledBefore) {
            return EndSignal.interruptedCode();
        }
        Process child = new ProcessBuilder(command).inheritIO().start();
        parent.started(child);
        int status = child.waitFor();
        archive.keep();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException signalled) {
            // This process ends with the code of its signal, as the child did.
            hook.join();
        }
        return status;
    }

    /** Passes a signal on, at whatever moment it comes. */
    private static final class Parent {
        private @Nullable Process child;
        private boolean signalled;

        synchronized void started(Process started) {
            child = started;
            if (signalled) {
                pass(started);
            }
        }

        /** The child tells what it found so far, as it would without a parent. */
        void signalled() {
            Process running;
            synchronized (this) {
                signalled = true;
                running = child;
            }
            if (running != null) {
                pass(running);
                try {
                    running.waitFor();
                } catch (InterruptedException again) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    /** Sends the signal that this process has received. Java itself can only send SIGTERM. */
    private static void pass(Process child) {
        EndSignal signal = EndSignal.received();
        if (signal != null && signal != EndSignal.TERM) {
            try {
                Process shell = new ProcessBuilder("sh", "-c", "kill -s " + signal + " " + child.pid())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
                if (shell.waitFor() == 0) {
                    return;
                }
            } catch (IOException noShell) {
                // Then it gets the other one.
            } catch (InterruptedException again) {
                Thread.currentThread().interrupt();
            }
        }
        child.destroy();
    }

    private static long memoryMib() {
        // The default of a heap is a quarter of what this process may use, also in a container.
        return 4 * Runtime.getRuntime().maxMemory() / MIB;
    }

    /** Ends this process when its parent does, if it has one. */
    static void endWithParent() {
        String parent = System.getProperty(PARENT);
        if (parent == null) {
            return;
        }
        Optional<ProcessHandle> alive = ProcessHandle.of(Long.parseLong(parent));
        if (alive.isEmpty()) {
            System.exit(1);
        } else {
            alive.get().onExit().thenRun(() -> System.exit(1));
        }
    }

    /**
     * Classes as the JVM holds them in memory (application class-data sharing), in a file that the first run writes. Without
     * it the JVM reads them from the jar.
     */
    private record Archive(@Nullable Path file, @Nullable Path fresh) {
        private static final Archive NONE = new Archive(null, null);

        static Archive of(Path jar) {
            try {
                Path folder = cache().resolve("oneport");
                if (!Files.isDirectory(folder)) {
                    Files.createDirectories(
                            folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
                }
                // The JVM takes an archive only from itself and for the same jar, at the same place.
                String of = jar.toRealPath() + " " + Files.size(jar) + " "
                        + Files.getLastModifiedTime(jar).toMillis() + " " + System.getProperty("java.vm.version") + " "
                        + System.getProperty("java.vm.vendor");
                Path file = folder.resolve("client-" + Integer.toHexString(of.hashCode()) + ARCHIVE_SUFFIX);
                if (Files.exists(file)) {
                    return new Archive(file, null);
                }
                removeAbandoned(folder);
                return new Archive(
                        file,
                        folder.resolve(file.getFileName() + "."
                                + ProcessHandle.current().pid()));
            } catch (IOException | UnsupportedOperationException | SecurityException nowhere) {
                return NONE;
            }
        }

        /** What processes were writing that were killed, or signalled, before they could keep it. */
        private static void removeAbandoned(Path folder) throws IOException {
            try (var files = Files.newDirectoryStream(folder, "client-*" + ARCHIVE_SUFFIX + ".*")) {
                for (Path one : files) {
                    String name = one.getFileName().toString();
                    String pid = name.substring(name.lastIndexOf('.') + 1);
                    if (pid.matches("\\d{1,18}")
                            && ProcessHandle.of(Long.parseLong(pid)).isEmpty()) {
                        Files.deleteIfExists(one);
                    }
                }
            }
        }

        private static Path cache() {
            String set = System.getenv("XDG_CACHE_HOME");
            return set != null && set.startsWith(File.separator)
                    ? Path.of(set)
                    : Path.of(System.getProperty("user.home"), ".cache");
        }

        List<String> options() {
            if (file == null) {
                return List.of();
            }
            return List.of(
                    fresh == null ? "-XX:SharedArchiveFile=" + file : "-XX:ArchiveClassesAtExit=" + fresh,
                    // An archive that can't be used, or written, is no concern of the user's.
                    "-Xshare:auto",
                    "-Xlog:disable",
                    "-Xlog:all=error:stderr");
        }

        /** Takes the archive that the run has written, if it has, and removes those of older jars. */
        void keep() throws IOException {
            if (file == null || fresh == null || !Files.exists(fresh)) {
                return;
            }
            try (var files = Files.newDirectoryStream(file.getParent(), "client-*" + ARCHIVE_SUFFIX)) {
                for (Path old : files) {
                    Files.deleteIfExists(old);
                }
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
