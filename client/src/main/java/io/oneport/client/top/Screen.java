package io.oneport.client.top;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** The screen as lines of text: figures, workers, and a table of the first sockets or topics. Stateless. */
final class Screen {
    private static final int NAME_COLUMNS = 40;
    private static final int CLIENT_COLUMNS = 28;

    private Screen() {}

    /**
     * All lines.
     *
     * @param target the server as it was given
     * @param state such as {@code live} or {@code paused}
     * @param limit the most lines of the table
     */
    static List<String> lines(
            String target, String state, LiveSample sample, TableChoice choice, Rows rows, int limit) {
        List<String> lines = new ArrayList<>(figures(target, state, sample));
        lines.add("");
        lines.addAll(workers(sample));
        lines.add("");
        lines.add(choice.text() + (rows.problem().isEmpty() ? "" : ": " + Words.of(rows.problem(), 200)));
        lines.addAll(choice.kind() == TableKind.SOCKETS ? sockets(sample, rows, limit) : topics(rows, limit));
        return lines;
    }

    private static List<String> figures(String target, String state, LiveSample sample) {
        JsonNode server = sample.server();
        long up = sample.value("time") - server.path("started").asLong(0);
        StringBuilder protocols = new StringBuilder();
        for (Map.Entry<String, JsonNode> each : sample.now().path("open").properties()) {
            protocols
                    .append("  ")
                    .append(each.getKey())
                    .append(' ')
                    .append(Words.count(each.getValue().asLong(0)));
        }
        String away = sample.now().path("brokerAway").asString("");
        return List.of(
                "oneport " + Words.of(server.path("version").asString("?"), 30) + " · " + target + " · "
                        + Words.of(server.path("transport").asString("?"), 10) + " · up " + Words.duration(up) + " · "
                        + state,
                "sockets    " + Words.count(sample.open()) + " of "
                        + Words.count(server.path("maxSockets").asLong(0)) + protocols,
                "rates      requests " + perSecond(sample, "requests") + "  new sockets " + perSecond(sample, "opened")
                        + "  publications " + perSecond(sample, "publications"),
                "messages   in " + perSecond(sample, "messagesIn") + "  out " + perSecond(sample, "messagesOut")
                        + "  dropped " + perSecond(sample, "dropped") + "  bytes in "
                        + Words.bytes(sample.rate("bytesIn")) + "/s  out " + Words.bytes(sample.rate("bytesOut"))
                        + "/s",
                "topics     " + Words.count(sample.value("topics")) + "  readers "
                        + Words.count(sample.value("subscribers")) + "  history " + Words.bytes(sample.value("history"))
                        + "  backlog " + Words.bytes(sample.value("backlog")) + "  messages are kept "
                        + Words.of(server.path("broker").asString("?"), 30)
                        + (away.isEmpty() ? "" : ", WHICH IS AWAY: " + Words.of(away, 100)),
                "times      99 % of requests " + Words.atMost(sample.timeMillis("requestTimes", 0.99))
                        + "  of deliveries " + Words.atMost(sample.timeMillis("deliveryTimes", 0.99)),
                "process    CPU " + Words.percent(sample.rate("cpu") / 1e9) + "  heap "
                        + Words.bytes(sample.value("heap")) + " of "
                        + Words.bytes(server.path("maxHeap").asLong(0))
                        + "  direct " + Words.bytes(Math.max(0, sample.value("direct"))) + "  descriptors "
                        + Words.count(sample.value("descriptors")) + " of "
                        + Words.count(server.path("maxDescriptors").asLong(0)));
    }

    private static String perSecond(LiveSample sample, String member) {
        return Words.rate(sample.rate(member)) + "/s";
    }

    private static List<String> workers(LiveSample sample) {
        List<String> lines = new ArrayList<>();
        lines.add(row("%6s %9s %7s %10s %10s %10s", "WORKER", "SOCKETS", "CPU", "LAG", "MSG IN/s", "MSG OUT/s"));
        for (int i = 0; i < sample.workers(); i++) {
            lines.add(row(
                    "%6s %9s %7s %10s %10s %10s",
                    i,
                    Words.count(sample.ofWorker(i, "open")),
                    Words.percent(sample.rateOfWorker(i, "cpu") / 1e9),
                    Words.atMost(sample.lagMillis(i)),
                    Words.rate(sample.rateOfWorker(i, "messagesIn")),
                    Words.rate(sample.rateOfWorker(i, "messagesOut"))));
        }
        return lines;
    }

    private static List<String> sockets(LiveSample sample, Rows rows, int limit) {
        String form = "%8s %-" + CLIENT_COLUMNS + "s %-10s %6s %12s %8s %8s %11s %11s %9s %9s %8s";
        List<String> lines = new ArrayList<>();
        lines.add(row(
                form,
                "ID",
                "CLIENT",
                "PROTOCOL",
                "WORKER",
                "AGE",
                "MSG IN/s",
                "OUT/s",
                "BYTES IN/s",
                "OUT/s",
                "UNSENT",
                "RTT",
                "DROPPED"));
        for (JsonNode socket : rows.all().subList(0, Math.min(limit, rows.all().size()))) {
            JsonNode trip = socket.path("roundTripMicros");
            lines.add(row(
                    form,
                    socket.path("id").asLong(0),
                    Words.of(client(socket), CLIENT_COLUMNS),
                    Words.of(socket.path("protocol").asString(""), 10),
                    socket.path("worker").asLong(0),
                    age(socket, sample.value("time")),
                    rate(rows.rate(socket, "messagesIn")),
                    rate(rows.rate(socket, "messagesOut")),
                    bytes(rows.rate(socket, "bytesIn")),
                    bytes(rows.rate(socket, "bytesOut")),
                    Words.bytes(socket.path("unsentBytes").asLong(0)),
                    trip.isMissingNode() ? "–" : String.format(Locale.ROOT, "%.2f ms", trip.asLong(0) / 1000.0),
                    Words.count(socket.path("dropped").asLong(0))));
        }
        return lines;
    }

    private static String client(JsonNode socket) {
        return socket.path("proxiedClient").asString(socket.path("client").asString(""));
    }

    private static String age(JsonNode socket, long nowMillis) {
        try {
            return Words.duration(nowMillis
                    - Instant.parse(socket.path("opened").asString("")).toEpochMilli());
        } catch (DateTimeException unknown) {
            return "–";
        }
    }

    private static List<String> topics(Rows rows, int limit) {
        String form = "%-" + NAME_COLUMNS + "s %9s %12s %9s %12s %10s";
        List<String> lines = new ArrayList<>();
        lines.add(row(form, "TOPIC", "READERS", "PUBLISHED", "/s", "IN HISTORY", "BYTES"));
        for (JsonNode topic : rows.all().subList(0, Math.min(limit, rows.all().size()))) {
            lines.add(row(
                    form,
                    Words.of(topic.path("name").asString(""), NAME_COLUMNS),
                    Words.count(topic.path("subscribers").asLong(0)),
                    topic.has("published") ? Words.count(topic.path("published").asLong(0)) : "–",
                    topic.has("published") ? rate(rows.rate(topic, "published")) : "–",
                    topic.has("messages") ? Words.count(topic.path("messages").asLong(0)) : "–",
                    topic.has("bytes") ? Words.bytes(topic.path("bytes").asLong(0)) : "–"));
        }
        return lines;
    }

    private static String rate(double value) {
        return value < 0 ? "" : Words.rate(value);
    }

    private static String bytes(double value) {
        return value < 0 ? "" : Words.bytes(value);
    }

    private static String row(String form, Object... cells) {
        return String.format(Locale.ROOT, form, cells).stripTrailing();
    }
}
