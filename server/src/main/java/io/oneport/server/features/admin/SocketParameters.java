package io.oneport.server.features.admin;

import io.netty.util.NetUtil;
import io.oneport.protocol.Setting;
import io.oneport.protocol.Units;
import io.oneport.server.connection.Protocol;
import io.oneport.server.observe.LedgerQuery;
import io.oneport.server.observe.SortKey;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The parameters of {@code /admin/sockets}; docs/protocol.md describes them. */
final class SocketParameters {
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1000;
    private static final List<String> NAMES =
            List.of("state", "protocol", "worker", "client", "minAge", "minUnsentBytes", "sort", "limit", "after");

    private final Function<String, String> values;

    private SocketParameters(Function<String, String> values) {
        this.values = values;
    }

    /**
     * Reads a query.
     *
     * @param names the parameters that are given
     * @param values the value of a parameter by its name; null for one that is not given
     * @param workers how many workers there are
     * @param nowMillis the time, in milliseconds since 1970
     * @throws IllegalArgumentException if one is unknown or wrong; the message says what was expected
     */
    static LedgerQuery query(Set<String> names, Function<String, String> values, int workers, long nowMillis) {
        for (String name : names) {
            Setting.require(NAMES.contains(name), "parameter", name, String.join(", ", NAMES));
        }
        SocketParameters given = new SocketParameters(values);
        String state = given.text("state", "open");
        Setting.require(state.equals("open") || state.equals("closed"), "state", state, "open or closed");
        LedgerQuery.Sort sort = given.sort();
        long after = given.number("after", -1, -1, Long.MAX_VALUE);
        Setting.require(
                after < 0 || sort == null,
                "after",
                after,
                "only without sort: sorted lists are not paged, since their order changes");
        LedgerQuery.Filter filter = new LedgerQuery.Filter(
                given.protocol(),
                (int) given.number("worker", -1, 0, workers - 1),
                given.client(),
                given.openedUntil(nowMillis),
                given.minUnsentBytes());
        return new LedgerQuery(
                state.equals("closed"), filter, sort, after, (int) given.number("limit", DEFAULT_LIMIT, 1, MAX_LIMIT));
    }

    /** A number in a path or a parameter. */
    static long number(String text, String name, long least, long most) {
        String expected = most == Long.MAX_VALUE ? "a number, " + least + " or more" : least + " to " + most;
        Setting.require(
                text.matches("-?[0-9]{1,18}"), name, text, expected); // parseLong takes other digits, and a plus
        long value = Long.parseLong(text);
        Setting.require(value >= least && value <= most, name, text, expected);
        return value;
    }

    private String text(String name, String otherwise) {
        String value = values.apply(name);
        return value == null ? otherwise : value;
    }

    private long number(String name, long otherwise, long least, long most) {
        String value = values.apply(name);
        return value == null ? otherwise : number(value, name, least, most);
    }

    private @Nullable Protocol protocol() {
        String name = values.apply("protocol");
        return name == null ? null : oneOf("protocol", name, name, Protocol.values(), Protocol::text);
    }

    /** Null for the natural order. */
    private LedgerQuery.@Nullable Sort sort() {
        String given = values.apply("sort");
        if (given == null) {
            return null;
        }
        boolean descending = given.startsWith("-");
        SortKey key = oneOf("sort", given, descending ? given.substring(1) : given, SortKey.values(), SortKey::text);
        return new LedgerQuery.Sort(key, descending);
    }

    /**
     * The one of this name.
     *
     * @throws IllegalArgumentException if there is none; the message names all
     */
    static <T> T oneOf(String parameter, String given, String name, T[] all, Function<T, String> text) {
        return Arrays.stream(all)
                .filter(each -> text.apply(each).equals(name))
                .findFirst()
                .orElseThrow(() -> {
                    String names = Arrays.stream(all).map(text).collect(Collectors.joining(" or "));
                    boolean sorts = parameter.equals("sort");
                    return new IllegalArgumentException(Setting.refusal(
                            parameter, given, names + (sorts ? ", with - in front for the largest first" : "")));
                });
    }

    private @Nullable InetAddress client() {
        String text = values.apply("client");
        if (text == null) {
            return null;
        }
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(text);
        Setting.require(address != null, "client", text, "an IP address without a port, such as 127.0.0.1");
        return address;
    }

    private long openedUntil(long nowMillis) {
        String age = values.apply("minAge");
        if (age == null) {
            return Long.MAX_VALUE;
        }
        try {
            return nowMillis - Units.duration(age).toMillis();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(Setting.refusal("minAge", age, Units.DURATION_FORM));
        }
    }

    private long minUnsentBytes() {
        String text = values.apply("minUnsentBytes");
        return text == null ? 0 : number(text, "minUnsentBytes", 0, Long.MAX_VALUE);
    }
}
