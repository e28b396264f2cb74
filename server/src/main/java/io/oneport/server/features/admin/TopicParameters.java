package io.oneport.server.features.admin;

import io.oneport.protocol.Setting;
import io.oneport.server.broker.TopicQuery;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** The parameters of {@code /admin/topics}; docs/protocol.md describes them. */
final class TopicParameters {
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1000;
    private static final List<String> NAMES = List.of("contains", "sort", "limit", "after");

    private TopicParameters() {}

    /**
     * Reads a query.
     *
     * @param names the parameters that are given
     * @param values the value of a parameter by its name; null for one that is not given
     * @throws IllegalArgumentException if one is unknown or wrong; the message says what was expected
     */
    static TopicQuery query(Set<String> names, Function<String, String> values) {
        for (String name : names) {
            Setting.require(NAMES.contains(name), "parameter", name, String.join(", ", NAMES));
        }
        String sort = values.apply("sort");
        boolean descending = sort != null && sort.startsWith("-");
        TopicQuery.Order order = sort == null ? TopicQuery.Order.NAME : order(sort, descending);
        String after = values.apply("after");
        Setting.require(
                after == null || order == TopicQuery.Order.NAME && !descending,
                "after",
                after,
                "only in the order of names: other lists are not paged, since their order changes");
        String contains = values.apply("contains");
        String limit = values.apply("limit");
        return new TopicQuery(
                contains == null ? "" : contains,
                order,
                descending,
                after,
                limit == null ? DEFAULT_LIMIT : (int) SocketParameters.number(limit, "limit", 1, MAX_LIMIT));
    }

    private static TopicQuery.Order order(String given, boolean descending) {
        String name = descending ? given.substring(1) : given;
        return SocketParameters.oneOf("sort", given, name, TopicQuery.Order.values(), TopicQuery.Order::text);
    }
}
