package io.oneport.server.app;

import io.oneport.protocol.Setting;
import io.oneport.protocol.SystemWords;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * {@code oneport-server health}: asks the server of this machine whether it is alive, for supervisors of containers, whose
 * image need not have an HTTP client then. It takes the server's settings, so that the same environment and the same file
 * say where it listens.
 */
final class HealthCommand {
    static final String NAME = "health";
    private static final int TIMEOUT_MILLIS = 5000;
    /** What {@code --help} prints. */
    static final String USAGE = """
            Usage: oneport-server health [SETTING...]

            Asks the server that listens on --host and --port (also from the environment or --config FILE) for
            GET /healthz. Prints the status line; exit code 0 for any response, 1 if there is none within 5 s.
            """;

    private HealthCommand() {}

    /** Whether a command line is for this command. */
    static boolean isMeant(String[] args) {
        return args.length > 0 && args[0].equals(NAME);
    }

    /**
     * Asks the server.
     *
     * @param args the whole command line
     * @param environment the environment
     * @return what is to be printed
     * @throws UsageException if a setting is bad
     * @throws IOException if the server does not answer in HTTP; the message is the line for the person
     */
    static String run(String[] args, Map<String, String> environment) throws UsageException, IOException {
        String[] settings = List.of(args).subList(1, args.length).toArray(String[]::new);
        ServerOptions options = Settings.read(settings, environment).options();
        if (options.help) {
            return USAGE;
        }
        if (options.listen.port <= 0 || options.listen.port > 65_535) {
            throw new UsageException(
                    Setting.refusal("port", options.listen.port, "1 to 65535, where the server listens"));
        }
        String url = ListenUrl.of(ListenUrl.openable(options.listen.host), options.listen.port);
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(ListenUrl.openable(options.listen.host), options.listen.port),
                    TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            String request = "GET /healthz HTTP/1.1\r\nHost: " + url.substring("http://".length())
                    + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write((proxyHeader(options) + request).getBytes(StandardCharsets.US_ASCII));
            String line = new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1))
                    .readLine();
            if (line == null || !line.startsWith("HTTP/1.1 ")) {
                throw new IOException(line == null ? "it closed the connection" : "it sent no HTTP");
            }
            return line + System.lineSeparator(); // also 503 at max-sockets, and 308 with tls-only: it is alive
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException(url + "/healthz: no answer: " + SystemWords.of(e), e);
        }
    }

    /** A PROXY header that names nobody, where this machine is a trusted proxy: there each connection begins with one. */
    private static String proxyHeader(ServerOptions options) {
        return options.proxies.protocol.equals("on") ? "PROXY UNKNOWN\r\n" : "";
    }
}
