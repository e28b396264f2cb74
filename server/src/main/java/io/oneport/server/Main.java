package io.oneport.server;

import ch.qos.logback.classic.LoggerContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.slf4j.LoggerFactory;

/** The command {@code oneport-server}. */
public final class Main {
    static final int OK = 0;
    static final int CANNOT_START = 1;
    static final int USAGE = 2;

    private Main() {}

    /** Starts the server, or does what one of the flags asks for instead. */
    public static void main(String[] args) {
        // Sampling for buffer leaks costs a stack trace now and then; the tests count every buffer instead.
        if (System.getProperty("io.netty.leakDetection.level") == null) {
            System.setProperty("io.netty.leakDetection.level", "disabled");
        }
        int status = run(args);
        if (status != OK) {
            System.exit(status);
        }
    }

    private static int run(String[] args) {
        try {
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
        }
    }

    private static void serve(Settings settings) throws UsageException, IOException {
        ServerConfig config = settings.config();
        settings.warnings().forEach(LoggerFactory.getLogger(Main.class)::warn);
        Server server = start(config);
        // A hook, so that the process ends with 0 on SIGTERM: the JVM's own status for a signal is 128 and more.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "shutdown"));
        InetSocketAddress address = server.address();
        System.out.printf(
                "oneport %s listening on http://%s:%d (%s, %d %s)%n",
                version(),
                config.listen().host().contains(":")
                        ? "[" + config.listen().host() + "]"
                        : config.listen().host(),
                address.getPort(),
                config.listen().transport().text(),
                config.listen().workerThreads(),
                config.listen().workerThreads() == 1 ? "worker" : "workers");
    }

    private static Server start(ServerConfig config) throws IOException {
        try {
            return Server.start(config);
        } catch (IOException e) {
            throw new IOException(
                    "Cannot listen on " + config.listen().host() + ":"
                            + config.listen().port() + ": " + e.getMessage()
                            + " (expected: an address of this machine and a free port; --port 0 takes any)",
                    e);
        }
    }

    private static void stop(Server server) {
        server.close();
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logging) {
            logging.stop();
        }
        Runtime.getRuntime().halt(OK);
    }

    private static String version() {
        String version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "(development)" : version;
    }
}
