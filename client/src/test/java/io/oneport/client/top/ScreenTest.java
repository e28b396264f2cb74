package io.oneport.client.top;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ScreenTest {
    private static final JsonNode SERVER = json("""
            {"version":"0.1.0","transport":"epoll","workers":1,"broker":"in Redis","started":0,"maxSockets":65000,"maxHeap":536870912,
            "maxDescriptors":1024}""");

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }

    private static JsonNode sample(long time, long messages, long cpu, String lag, String away) {
        return json("{\"time\":" + time + ",\"open\":{\"http\":2,\"websocket\":19000},\"messagesIn\":" + messages
                + ",\"cpu\":" + cpu + ",\"heap\":104857600,\"requestTimes\":[0,0,0," + messages + ",0]" + away
                + ",\"workers\":[{\"open\":19002,\"cpu\":" + cpu + ",\"messagesIn\":" + messages + ",\"lag\":" + lag
                + "}]}");
    }

    @Test
    void countersBecomeRates() {
        LiveSample live = new LiveSample(
                SERVER,
                sample(7_200_000, 5000, 1_500_000_000L, "[90,5,1,0,0,0,0,0,0,0,0]", ",\"brokerAway\":\"no answer\""),
                sample(7_198_000, 1000, 500_000_000, "[80,5,0,0,0,0,0,0,0,0,0]", ""));
        String shown = String.join(
                "\n",
                Screen.lines(
                        "host:1", "live", live, TableChoice.of(TableKind.SOCKETS), Rows.none(TableKind.SOCKETS), 5));
        for (String part : List.of(
                "oneport 0.1.0 · host:1 · epoll · up 2 h 0 min · live",
                "sockets    19,002 of 65,000  http 2  websocket 19,000",
                "in 2,000/s",
                "messages are kept in Redis, WHICH IS AWAY: no answer",
                "99 % of requests ≤ 1 ms  of deliveries –",
                "CPU 50 %  heap 100 MiB of 512 MiB",
                "     0    19,002    50 %     ≤ 5 ms      2,000          0",
                "sockets by bytesOut, the most first")) {
            assertTrue(shown.contains(part), () -> part + " is not in\n" + shown);
        }
    }

    @Test
    void rowsHaveRatesAndSteerNoTerminal() {
        Rows rows = Rows.none(TableKind.SOCKETS)
                .next(json("{\"sockets\":[{\"id\":7,\"client\":\"1.2.3.4:5\",\"messagesIn\":10,\"bytesOut\":0}]}"), 0)
                .next(
                        json(
                                "{\"sockets\":[{\"id\":7,\"client\":\"1.2.3.4:5\\u001b[2J\",\"protocol\":\"websocket\",\"messagesIn\":30,"
                                        + "\"bytesOut\":4096,\"roundTripMicros\":1234,\"opened\":\"1970-01-01T01:00:00Z\"},"
                                        + "{\"id\":8,\"client\":\"new\"}]}"),
                        2);
        LiveSample live = new LiveSample(SERVER, sample(7_200_000, 0, 0, "[]", ""), sample(7_200_000, 0, 0, "[]", ""));
        List<String> lines = Screen.lines("host:1", "live", live, TableChoice.of(TableKind.SOCKETS), rows, 5);
        String row = lines.get(lines.size() - 2);
        for (String part : List.of("7 1.2.3.4:5?[2J", "websocket", "1 h 0 min", " 10 ", "2.0 KiB", "1.23 ms")) {
            assertTrue(row.contains(part), () -> part + " is not in " + row);
        }
        assertFalse(String.join("", lines).contains("\u001b"));
    }

    @Test
    void aChoiceIsAPath() {
        TableChoice sockets = TableChoice.of(TableKind.SOCKETS);
        assertEquals("/admin/sockets?limit=5&sort=-bytesOut", sockets.path(5));
        assertEquals(
                "/admin/sockets?limit=5&sort=-bytesIn&protocol=http&client=%3A%3A1",
                sockets.nextSort().nextProtocol().filtered("::1").path(5));
        assertEquals(
                "/admin/topics?limit=1000&sort=-published&contains=news",
                sockets.otherTable().filtered("news").path(5000));
    }
}
