package io.oneport.client.top;

import java.util.List;
import java.util.Locale;

/** What the table shows. */
enum TableKind {
    SOCKETS(
            "id",
            "client",
            List.of(
                    "-bytesOut",
                    "-bytesIn",
                    "-messagesOut",
                    "-messagesIn",
                    "-requests",
                    "-unsentBytes",
                    "-dropped",
                    "opened",
                    "-opened")),
    TOPICS("name", "contains", List.of("-published", "-subscribers", "-messages", "-bytes", "name"));

    private final String key;
    private final String filter;
    private final List<String> sorts;

    TableKind(String key, String filter, List<String> sorts) {
        this.key = key;
        this.filter = filter;
        this.sorts = sorts;
    }

    /** The member of the answer that has the rows, and the last part of the path. */
    String member() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The member of a row that names it. */
    String key() {
        return key;
    }

    /** The parameter that a typed filter goes to. */
    String filter() {
        return filter;
    }

    /** What it can be sorted by, the first by default. */
    List<String> sorts() {
        return sorts;
    }
}
