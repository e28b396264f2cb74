package io.oneport.client.top;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Which rows are shown. Immutable.
 *
 * @param protocol only sockets that speak this; empty for all
 * @param filter a client's address, or a part of a topic's name; empty for all
 */
record TableChoice(TableKind kind, String sort, String protocol, String filter) {
    private static final List<String> PROTOCOLS = List.of("", "http", "websocket", "sse", "json-lines", "raw");

    static TableChoice of(TableKind kind) {
        return new TableChoice(kind, kind.sorts().get(0), "", "");
    }

    /** The path that asks for them. */
    String path(int rows) {
        String path = "/admin/" + kind.member() + "?limit=" + Math.max(1, Math.min(1000, rows)) + "&sort=" + sort;
        path += kind == TableKind.SOCKETS && !protocol.isEmpty() ? "&protocol=" + protocol : "";
        return filter.isEmpty()
                ? path
                : path + "&" + kind.filter() + "=" + URLEncoder.encode(filter, StandardCharsets.UTF_8);
    }

    TableChoice nextSort() {
        List<String> all = kind.sorts();
        return new TableChoice(kind, all.get((all.indexOf(sort) + 1) % all.size()), protocol, filter);
    }

    TableChoice nextProtocol() {
        String next = PROTOCOLS.get((PROTOCOLS.indexOf(protocol) + 1) % PROTOCOLS.size());
        return new TableChoice(kind, sort, next, filter);
    }

    TableChoice filtered(String text) {
        return new TableChoice(kind, sort, protocol, text);
    }

    TableChoice otherTable() {
        return of(kind == TableKind.SOCKETS ? TableKind.TOPICS : TableKind.SOCKETS);
    }

    /** In words, for the head of the table. */
    String text() {
        String order = (sort.startsWith("-") ? sort.substring(1) + ", the most first" : sort);
        return kind.member() + " by " + order + (protocol.isEmpty() ? "" : ", " + protocol + " only")
                + (filter.isEmpty() ? "" : ", " + kind.filter() + " " + filter);
    }
}
