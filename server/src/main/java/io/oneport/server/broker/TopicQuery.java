package io.oneport.server.broker;

import java.util.Comparator;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Which topics to list, in which order.
 *
 * @param contains what their names contain; empty for all
 * @param order the order
 * @param descending the largest first
 * @param after only names after this one, in the order of names; null to begin
 * @param limit the most topics to list
 */
public record TopicQuery(
        String contains,
        Order order,
        boolean descending,
        @Nullable String after,
        int limit) {
    /** What topics can be sorted by. */
    public enum Order {
        NAME("name", topic -> 0),
        SUBSCRIBERS("subscribers", TopicView::subscribers),
        MESSAGES("messages", TopicView::messages),
        BYTES("bytes", TopicView::bytes),
        PUBLISHED("published", TopicView::published);

        private final String text;
        private final ToLongFunction<TopicView> value;

        Order(String text, ToLongFunction<TopicView> value) {
            this.text = text;
            this.value = value;
        }

        /** The name of the member that it sorts by, as the JSON has it. */
        public String text() {
            return text;
        }
    }

    boolean wants(TopicView topic) {
        String name = topic.name().text();
        return (contains.isEmpty() || name.contains(contains)) && (after == null || name.compareTo(after) > 0);
    }

    /** The order of the answer; equal ones go by name. */
    Comparator<TopicView> comparator() {
        Comparator<TopicView> byName = Comparator.comparing(TopicView::name);
        if (order == Order.NAME) {
            return descending ? byName.reversed() : byName;
        }
        Comparator<TopicView> byValue = Comparator.comparingLong(order.value);
        return (descending ? byValue.reversed() : byValue).thenComparing(byName);
    }
}
