package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the server's ledger of sockets over a connection of its own; of its JSON only the ids are looked at. */
public final class Ledger implements AutoCloseable {
    private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*\"?([A-Za-z0-9._-]+)");

    private final RawSocket socket;
    private final List<String> before;

    /** Remembers who is there already. */
    public Ledger(int port) throws IOException {
        socket = RawSocket.connect(port);
        before = ids();
    }

    public List<String> ids() throws IOException {
        HttpAnswer answer = socket.ask(Request.get("/admin/sockets"));
        assertEquals(200, answer.status(), answer::head);
        assertTrue(answer.header("Content-Type").startsWith("application/json"), answer::head);
        List<String> ids = new ArrayList<>();
        Matcher matcher = ID.matcher(answer.text());
        while (matcher.find()) {
            ids.add(matcher.group(1));
        }
        return ids;
    }

    /** The only socket that has come since the ledger was opened. */
    public String newest() throws IOException {
        List<String> ids = ids();
        ids.removeAll(before);
        assertEquals(1, ids.size(), () -> "one new socket: " + ids);
        return ids.get(0);
    }

    public HttpAnswer get(String id) throws IOException {
        return socket.ask(Request.get("/admin/sockets/" + id));
    }

    /** Has the server close this socket. */
    public void delete(String id) throws IOException {
        HttpAnswer answer = tryDelete(id);
        assertTrue(answer.status() / 100 == 2, () -> answer.head() + answer.text());
    }

    public HttpAnswer tryDelete(String id) throws IOException {
        return socket.ask(Request.of("DELETE", "/admin/sockets/" + id));
    }

    /**
     * The row of a socket once it is among the closed ones, as JSON.
     *
     * @param client its client's address and port
     */
    public static String closedRow(int port, String client) throws IOException {
        try (RawSocket plain = RawSocket.connect(port)) {
            while (true) {
                String closed =
                        plain.ask(Request.get("/admin/sockets?state=closed")).text();
                for (String row : closed.split("(?=\\{\"id\")")) {
                    if (row.contains("\"client\":\"" + client + "\"")) {
                        return row;
                    }
                }
                LockSupport.parkNanos(5_000_000); // between two looks
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
