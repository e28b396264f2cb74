package io.oneport.server.app;

import io.netty.util.NetUtil;
import io.oneport.server.broker.log.LogException;
import io.oneport.server.log.StandardErrorLog;
import io.oneport.server.log.access.AccessLog;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import org.slf4j.LoggerFactory;

/** The command {@code oneport-server}. */
public final class Main {
    static final int OK = 0;
    static final int CANNOT_START = 1;
    static final int USAGE = 2;
    /** The stop was cut short: by a second signal, or because it took too long. */
    static final int CUT_SHORT = 3;
    /** An event loop died. */
    static final int WORKER_DIED = 4;

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
        DirectMemory.limit();
        int status = run(args);
        if (status != OK) {
            System.exit(status);
        }
    }

    private static int run(String[] args) {
        try {
            PlainText.check(args, System.getenv());
            if (TokenCommand.isMeant(args)) {
                System.out.print(TokenCommand.run(args));
                return OK;
            }
            if (HealthCommand.isMeant(args)) {
                System.out.print(HealthCommand.run(args, System.getenv()));
                return OK;
            }
            if (ArchiveCommand.isMeant(args)) {
                System.out.print(ArchiveCommand.run(args));
                return OK;
            }
            Settings settings = Settings.read(args, System.getenv());
            if (settings.options().help) {
                System.out.print(settings.help());
            } else if (settings.options().version) {
                System.out.println("oneport " + version());
            } else if (settings.options().printConfig) {
                settings.config();
                settings.warnings().forEach(System.err::println);
                System.out.print(settings.printed());
            } else {
                serve(settings);
            }
            return OK;
        } catch (UsageException e) {
            System.err.println(e.getMessage());
            return USAGE;
        } catch (IOException e) {
            System.err.println(e.getMessage());
            return CANNOT_START;
        } catch (RuntimeException | Error e) {
            // Such as descriptors or threads that the system refuses. Worker threads would keep the process alive.
            System.err.println("Cannot start: " + e + (e.getCause() == null ? "" : "; " + e.getCause()));
            return CANNOT_START;
        }
    }

    private static void serve(Settings settings) throws UsageException, IOException {
        ServerConfig config = settings.config();
        if (config.logJson()) {
            StandardErrorLog.useJson();
        }
        settings.warnings().forEach(LoggerFactory.getLogger(Main.class)::warn);
        LogOptions.apply(config.logLevel());
        Server server = start(config);
        if (!config.log().enabled() && !config.engine().enabled()) {
            LoggerFactory.getLogger(Main.class)
                    .info("History is in memory only, and lost when the process ends (data-dir and engine keep it)");
        }
        server.reload().add("settings", new SettingsReload(settings, changed -> {
            LogOptions.apply(changed.logLevel());
            server.apply(changed);
        }));
        ProcessEnd.prepare(server);
        WorkerDeath death = new WorkerDeath(server.workers());
        int workers = config.listen().workerThreads();
        // One write, so that whoever waits for this line never sees half of it; ASCII digits in every locale.
        String url = url(config.listen().host(), server.address().getPort());
        String https = "https" + url.substring("http".length());
        String main = config.tls().only() ? https : url;
        System.out.print("oneport " + version() + " listening on " + main
                + (config.tls().enabled() && !config.tls().only() ? " and " + https : "")
                + " (" + config.listen().transport().text() + ", " + workers + (workers == 1 ? " worker" : " workers")
                + ")\n");
        System.out.flush();
        ProcessEnd.loadClasses(server);
        System.out.print(admin(config, server, main) + "\n");
        System.out.flush();
        endWhenAWorkerDies(server, death);
    }

    /** How an operator gets in. */
    private static String admin(ServerConfig config, Server server, String url) throws UnknownHostException {
        AdminSettings admin = config.admin();
        if (admin.hasOwnPort()) {
            String own = url(openable(admin.host()), server.adminAddress().getPort());
            boolean tls = config.tls().only() && !AdminPort.isLoopback(admin);
            return "operators: " + (tls ? "https" + own.substring("http".length()) : own)
                    + "/admin/ (from elsewhere with the token in " + admin.tokenFile() + ")";
        }
        if (!Files.exists(admin.tokenFile())) {
            return "operators: nobody gets in without an admin token, which could not be created: see the log";
        }
        String scheme = url.substring(0, url.indexOf(':'));
        String own = url(openable(config.listen().host()), server.address().getPort());
        return "operators: " + scheme + own.substring(own.indexOf(':')) + "/admin/ (with the token in "
                + admin.tokenFile() + ")";
    }

    /** The address to reach a listening one at: where that is all of this machine's, its own. */
    static String openable(String host) throws UnknownHostException {
        InetAddress address = InetAddress.getByName(host);
        if (!address.isAnyLocalAddress()) {
            return host;
        }
        return address instanceof Inet6Address ? "::1" : "127.0.0.1";
    }

    private static Server start(ServerConfig config) throws IOException, UsageException {
        try {
            return Server.start(config, Main::workerDied);
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        } catch (AdminPort.AdminPortException | LogException | AccessLog.CannotOpen e) {
            throw e;
        } catch (IOException e) {
            throw new IOException(
                    "Cannot listen on " + config.listen().host() + ":"
                            + config.listen().port() + ": " + inWords(e)
                            + " (expected: an address of this machine and a free port; --port 0 takes any)",
                    e);
        }
    }

    /** This thread must stay: the JVM takes it for an end in order, with status 0, if all loops die and no thread is left. */
    private static void endWhenAWorkerDies(Server server, WorkerDeath death) {
        try {
            death.await();
        } catch (InterruptedException e) {
            return; // nobody does; the loops still tell of their own ends, if they can
        }
        if (!server.stopping()) {
            try {
                workerDied();
            } finally {
                Runtime.getRuntime().halt(WORKER_DIED); // with no memory left, not even the line above can be made
            }
        }
    }

    private static void workerDied() {
        ProcessEnd.halt(
                WORKER_DIED,
                "An event loop died with all its sockets; exit status " + WORKER_DIED
                        + "; restart the server, and report the lines logged before this one");
    }

    /** Without the system call and its number, which the native transport puts before the system's own words. */
    private static String inWords(IOException failure) {
        return String.valueOf(failure.getMessage()).replaceFirst("^[^:]* failed with error\\(-?\\d+\\): ", "");
    }

    /**
     * The server's URL.
     *
     * @param host a name or an address; an IPv6 address in any form, with brackets or without
     * @return with an IPv6 address as RFC 5952 writes it, in brackets
     */
    static String url(String host, int port) throws UnknownHostException {
        String shown = host;
        if (host.contains(":") && InetAddress.getByName(host) instanceof Inet6Address address) {
            int scope = host.indexOf('%');
            String zone = scope < 0 ? "" : "%25" + host.substring(scope + 1).replace("]", ""); // RFC 6874
            shown = "[" + NetUtil.toAddressString(address) + zone + "]";
        } else if (host.contains(":")) {
            shown = InetAddress.getByName(host).getHostAddress(); // an IPv4 address in IPv6 form
        }
        return "http://" + shown + ":" + port;
    }

    static String version() {
        String version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "(development)" : version;
    }
}
