package io.oneport.server.broker.redis;

import java.util.HashMap;
import java.util.Map;

/** What a server has said of itself, a property a line; another version may have said less, or more. */
record NodeProperties(Map<String, String> values) {
    static NodeProperties parse(String text) {
        Map<String, String> values = new HashMap<>();
        text.lines().forEach(line -> {
            int equals = line.indexOf('=');
            if (equals > 0) {
                values.put(line.substring(0, equals), line.substring(equals + 1));
            }
        });
        return new NodeProperties(values);
    }

    String text(String name) {
        return values.getOrDefault(name, "");
    }

    long number(String name) {
        String text = text(name);
        return text.matches("-?[0-9]{1,18}") ? Long.parseLong(text) : 0;
    }
}
