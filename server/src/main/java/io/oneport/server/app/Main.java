package io.oneport.server.app;

import io.oneport.protocol.SystemWords;
import io.oneport.server.broker.log.LogException;
import io.oneport.server.log.OutputCharset;
import io.oneport.server.log.StandardErrorLog;
import io.oneport.server.log.access.AccessLog;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** The command {@code oneport-server}. */
public final class Main {
    /** Requests to reload that came before there was a server; it has then read its settings, maybe those from before. */
    private static final AtomicInteger EARLY_RELOADS = new AtomicInteger();

    private Main() {}

    /** Starts the server, or does what one of the flags asks for instead. */
    public static void main(String[] args) {
        // Sampling for buffer leaks costs a stack trace now and then; the tests count every buffer instead.
        if (System.getProperty("io.netty.leakDetection.level") == null) {
            System.setProperty("io.netty.leakDetection.level", "disabled");
        }
        // Netty would start the JVM's flight recorder for events of its buffers, which costs a start a third of its
        // time.
        if (System.getProperty("io.netty.jfr.enabled") == null) {
            System.setProperty("io.netty.jfr.enabled", "false");
        }
        // It never ends a server, from the first moment on.
        Signals.handle("HUP", EARLY_RELOADS::incrementAndGet);
        // What is printed, sorted and compared is the same on every machine.
        Locale.setDefault(Locale.ROOT);
        OutputCharset.apply();
        DirectMemory.limit();
        int status = run(args);
        // A server goes on without standard output, and does not come here while it runs.
        if (status == ExitStatus.OK && System.out.checkError()) {
            System.err.println("standard output: could not be written to");
            status = ExitStatus.CANNOT_START;
        }
        if (status != ExitStatus.OK) {
            System.exit(status);
        }
    }

    private static int run(String[] given) {
        try {
            PlainText.check(given, System.getenv());
            String[] args = withoutHelpCommand(given);
            String command = args.length == 0 || args[0].startsWith("-") ? null : command(args);
            if (command != null) {
                System.out.print(command);
                return ExitStatus.OK;
            }
            Settings settings = Settings.read(args, System.getenv());
            if (settings.options().help) {
                System.out.print(settings.help());
            } else if (settings.options().version) {
                System.out.println("oneport " + ServerVersion.text());
            } else if (settings.options().printConfig) {
                settings.config();
                settings.warnings().forEach(System.err::println);
                System.out.print(settings.printed());
            } else {
                serve(settings);
            }
            return ExitStatus.OK;
        } catch (UsageException e) {
            System.err.println(e.getMessage());
            return ExitStatus.USAGE;
        } catch (IOException e) {
            System.err.println(e.getMessage());
            return ExitStatus.CANNOT_START;
        } catch (RuntimeException | Error e) {
            // Such as descriptors or threads that the system refuses. Worker threads would keep the process alive.
            System.err.println("Cannot start: " + e + (e.getCause() == null ? "" : "; " + e.getCause()));
            return ExitStatus.CANNOT_START;
        }
    }

    /** Runs a command other than to serve, and returns what is to be printed; null if there is none of this name. */
    private static @Nullable String command(String... args) throws UsageException, IOException {
        if (TokenCommand.isMeant(args)) {
            return TokenCommand.run(args);
        }
        if (HealthCommand.isMeant(args)) {
            return HealthCommand.run(args, System.getenv());
        }
        return ArchiveCommand.isMeant(args) ? ArchiveCommand.run(args) : null;
    }

    /** {@code help token} is {@code token --help}, as with other programs. */
    private static String[] withoutHelpCommand(String... args) {
        if (args.length == 0 || args.length > 2 || !args[0].equals("help")) {
            return args;
        }
        return args.length == 1 ? new String[] {"--help"} : new String[] {args[1], "--help"};
    }

    private static void serve(Settings settings) throws UsageException, IOException {
        ServerConfig config = settings.config();
        if (config.logJson()) {
            StandardErrorLog.useJson();
        }
        LogOptions.apply(config.logLevel());
        Server server = start(config, settings.warnings());
        server.reload().add("settings", new SettingsReload(settings, changed -> {
            LogOptions.apply(changed.logLevel());
            server.apply(changed);
        }));
        ProcessEnd.prepare(server);
        if (EARLY_RELOADS.get() > 0) {
            server.reload().request();
        }
        WorkerDeath death = new WorkerDeath(server.workers());
        int workers = config.listen().workerThreads();
        // One write, so that whoever waits for this line never sees half of it; ASCII digits in every locale.
        String url = ListenUrl.of(config.listen().host(), server.address().getPort());
        String https = "https" + url.substring("http".length());
        String main = config.tls().only() ? https : url;
        System.out.print("oneport " + ServerVersion.text() + " listening on " + main
                + (config.tls().enabled() && !config.tls().only() ? " and " + https : "")
                + " (" + config.listen().transport().text() + ", " + workers + (workers == 1 ? " worker" : " workers")
                + ")\n");
        System.out.flush();
        // Behind the line above, which is the first where both streams go to one place.
        warn(settings.warnings());
        if (!config.log().enabled() && !config.engine().enabled()) {
            LoggerFactory.getLogger(Main.class)
                    .info("History is in memory only, and lost when the process ends (data-dir and engine keep it)");
        }
        ProcessEnd.loadClasses(server);
        System.out.print(admin(config, server, main) + "\n");
        System.out.flush();
        endWhenAWorkerDies(server, death);
    }

    /** How an operator gets in. */
    private static String admin(ServerConfig config, Server server, String url) throws UnknownHostException {
        AdminSettings admin = config.admin();
        if (admin.hasOwnPort()) {
            String own = ListenUrl.of(
                    ListenUrl.openable(admin.host()), server.adminAddress().getPort());
            boolean tls = config.tls().only() && !AdminPort.isLoopback(admin);
            return "operators: " + (tls ? "https" + own.substring("http".length()) : own)
                    + "/admin/ (from elsewhere with the token in " + admin.tokenFile() + ")";
        }
        if (!Files.exists(admin.tokenFile())) {
            return "operators: nobody gets in without an admin token, which could not be created: see the log";
        }
        String scheme = url.substring(0, url.indexOf(':'));
        String own = ListenUrl.of(
                ListenUrl.openable(config.listen().host()), server.address().getPort());
        return "operators: " + scheme + own.substring(own.indexOf(':')) + "/admin/ (with the token in "
                + admin.tokenFile() + ")";
    }

    private static void warn(List<String> lines) {
        lines.forEach(LoggerFactory.getLogger(Main.class)::warn);
    }

    private static Server start(ServerConfig config, List<String> warnings) throws IOException, UsageException {
        boolean started = false;
        try {
            Server server = Server.start(config, Main::workerDied);
            started = true;
            return server;
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        } catch (AdminPort.AdminPortException | LogException | AccessLog.CannotOpen e) {
            throw e;
        } catch (IOException e) {
            throw new IOException(
                    "Cannot listen on "
                            + ListenUrl.hostAndPort(
                                    config.listen().host(), config.listen().port())
                            + ": " + SystemWords.of(e)
                            + " (expected: an address of this machine and a free port; --port 0 takes any)",
                    e);
        } finally {
            if (!started) {
                warn(warnings); // maybe they say why
            }
        }
    }

    /**
     * Does not return: the JVM takes it for an end in order, with status 0, if all loops have died and no thread is left. Of a stop,
     * whose threads may be daemons as the JVM's for signals are, it would cut off what comes after the loops.
     */
    private static void endWhenAWorkerDies(Server server, WorkerDeath death) {
        try {
            death.await();
            if (server.stopping()) {
                new CountDownLatch(1).await(); // the stop, or its watchdog, ends the process
            }
        } catch (InterruptedException e) {
            return; // nobody does; the loops still tell of their own ends, if they can
        }
        try {
            workerDied();
        } finally {
            Runtime.getRuntime()
                    .halt(ExitStatus.WORKER_DIED); // with no memory left, not even the line above can be made
        }
    }

    private static void workerDied() {
        ProcessEnd.halt(
                ExitStatus.WORKER_DIED,
                "An event loop died with all its sockets; exit status " + ExitStatus.WORKER_DIED
                        + "; restart the server, and report the lines logged before this one");
    }
}
