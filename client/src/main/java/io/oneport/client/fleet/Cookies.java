package io.oneport.client.fleet;

import io.oneport.client.net.Header;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The cookies of one session (RFC 6265), all of which go with each of its requests: there is one server, and attributes such
 * as Path count for nothing, but for Max-Age, by which a server takes one back. Bounded; confined to its worker's loop.
 */
final class Cookies {
    private static final int MOST = 50;

    private final Map<String, String> values = new LinkedHashMap<>();

    void clear() {
        values.clear();
    }

    /** Takes the fields {@code Set-Cookie} of a response. */
    void take(List<String> fields) {
        for (String field : fields) {
            String[] parts = field.split(";");
            int equals = parts[0].indexOf('=');
            if (equals <= 0) {
                continue;
            }
            String name = parts[0].substring(0, equals).strip();
            boolean takenBack = false;
            for (int i = 1; i < parts.length; i++) {
                takenBack |= parts[i].strip().toLowerCase(Locale.ROOT).matches("max-age=(0|-\\d+)");
            }
            if (takenBack) {
                values.remove(name);
            } else if (values.size() < MOST || values.containsKey(name)) {
                values.put(name, parts[0].substring(equals + 1).strip());
            }
        }
    }

    /** The field that a request has; empty if there are none. */
    Optional<Header> field() {
        return values.isEmpty()
                ? Optional.empty()
                : Optional.of(new Header(
                        "Cookie",
                        values.entrySet().stream()
                                .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                                .collect(Collectors.joining("; "))));
    }
}
