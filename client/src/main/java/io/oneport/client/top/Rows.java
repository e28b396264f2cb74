package io.oneport.client.top;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** The table below the figures: the first sockets or topics of an order, with rates since the answer before. Immutable. */
record Rows(TableKind kind, List<JsonNode> all, Map<String, JsonNode> before, double seconds, String problem) {
    static Rows none(TableKind kind) {
        return new Rows(kind, List.of(), Map.of(), 0, "");
    }

    static Rows failed(TableKind kind, String problem) {
        return new Rows(kind, List.of(), Map.of(), 0, problem);
    }

    /** The answer that came so many seconds later. */
    Rows next(JsonNode answer, double later) {
        List<JsonNode> rows = new ArrayList<>();
        answer.path(kind.member()).forEach(rows::add);
        Map<String, JsonNode> known = new HashMap<>();
        all.forEach(row -> known.put(key(row), row));
        return new Rows(kind, List.copyOf(rows), Map.copyOf(known), later, "");
    }

    private String key(JsonNode row) {
        return row.path(kind.key()).asString("");
    }

    /** How fast a member of a row grows, a second; negative if that is not known. */
    double rate(JsonNode row, String member) {
        JsonNode then = before.get(key(row));
        return then == null || seconds <= 0
                ? -1
                : Math.max(0, row.path(member).asLong(0) - then.path(member).asLong(0)) / seconds;
    }
}
