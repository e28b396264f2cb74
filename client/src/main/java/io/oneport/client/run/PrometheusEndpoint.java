package io.oneport.client.run;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.oneport.client.run.LiveFigures.Family;
import io.oneport.client.run.LiveFigures.Figure;
import io.oneport.protocol.Setting;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The figures of a run while it goes on, at {@code /metrics}, in the text form of Prometheus (version 0.0.4). Updated once a
 * second by the thread that runs it; answered by a thread of its own.
 */
final class PrometheusEndpoint implements Consumer<List<Family>>, AutoCloseable {
    private final HttpServer server;
    private final ExecutorService answers = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "prometheus");
        thread.setDaemon(true);
        return thread;
    });
    private volatile String text = "";

    /**
     * Listens.
     *
     * @throws IllegalArgumentException if that address can't be had; the message is the line for the person
     */
    PrometheusEndpoint(InetSocketAddress address) {
        try {
            server = HttpServer.create(address, 0);
        } catch (IOException taken) {
            throw Setting.refused(
                    "prometheus-port",
                    address.getHostString() + ":" + address.getPort(),
                    "an address that is free: " + taken.getMessage());
        }
        server.createContext("/metrics", this::answer);
        server.setExecutor(answers);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
        exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /** Shows these from now on. Any thread. */
    @Override
    public void accept(List<Family> families) {
        StringBuilder page = new StringBuilder();
        for (Family family : families) {
            page.append("# HELP ").append(family.name()).append(' ').append(family.help());
            page.append("\n# TYPE ")
                    .append(family.name())
                    .append(' ')
                    .append(family.type())
                    .append('\n');
            family.figures().forEach(figure -> line(page, figure));
        }
        text = page.toString();
    }

    private static void line(StringBuilder page, Figure figure) {
        page.append(figure.name());
        if (!figure.labels().isEmpty()) {
            page.append(figure.labels().entrySet().stream()
                    .map(label -> label.getKey() + "=\"" + escaped(label.getValue()) + '"')
                    .collect(Collectors.joining(",", "{", "}")));
        }
        page.append(' ').append(number(figure.value())).append('\n');
    }

    /** As the text form wants the values of labels. */
    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    private static String number(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.9g", value) : "NaN";
    }

    @Override
    public void close() {
        server.stop(0);
        answers.shutdownNow();
    }
}
