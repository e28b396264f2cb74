package io.oneport.server.log.access;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Query parameters whose values are kept out of logs. Immutable: any thread. */
final class SecretParameters {
    private static final String HIDDEN = "***";

    /** Names that clients use for tokens, whether or not this server takes tokens there. */
    private static final Set<String> COMMON =
            Set.of("access_token", "token", "jwt", "authorization", "api_key", "password");

    private static final Pattern USER = Pattern.compile("^([A-Za-z][A-Za-z0-9+.-]*://)([^/?#]*)@");

    private final Set<String> names;

    /** With these names and those that are common. */
    SecretParameters(Set<String> names) {
        Set<String> all = new HashSet<>(COMMON);
        all.addAll(names);
        this.names = Set.copyOf(all);
    }

    /** The same target or URL with {@code ***} in place of secret values, and of a name and password in front of a host. */
    String hide(String given) {
        String target = given.indexOf('@') < 0 ? given : withoutUser(given);
        int query = target.indexOf('?');
        if (query < 0) {
            return target;
        }
        StringBuilder shown = new StringBuilder(target.length()).append(target, 0, query + 1);
        int from = query + 1;
        while (from <= target.length()) {
            int end = end(target, from);
            int equals = target.indexOf('=', from);
            if (equals >= 0 && equals < end && names.contains(decoded(target.substring(from, equals)))) {
                shown.append(target, from, equals + 1).append(HIDDEN);
            } else {
                shown.append(target, from, end);
            }
            if (end < target.length()) {
                shown.append(target.charAt(end));
            }
            from = end + 1;
        }
        return shown.toString();
    }

    private static String withoutUser(String url) {
        Matcher user = USER.matcher(url);
        return user.find() ? user.group(1) + HIDDEN + url.substring(user.end(2)) : url;
    }

    /** Where the parameter ends; some decoders take a semicolon for an ampersand. */
    private static int end(String target, int from) {
        for (int i = from; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c == '&' || c == ';') {
                return i;
            }
        }
        return target.length();
    }

    private static String decoded(String name) {
        try {
            return URLDecoder.decode(name, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException malformed) {
            return name;
        }
    }
}
