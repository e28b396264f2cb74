package io.oneport.server.features.files;

import io.oneport.protocol.Setting;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long caches may keep files (the field Cache-Control, RFC 9111), by the beginnings of their paths. Immutable: any thread. */
public final class CacheRules {
    private static final String NAME = "static-cache";
    private static final String EXPECTED =
            "no-cache, no-store, or an age such as 90s, 10m, 1h, 30d or 1y, maybe with :immutable; each maybe for paths"
                    + " that begin with something, such as /assets/=1y:immutable";
    private static final Pattern AGE = Pattern.compile("(\\d{1,9})([smhdy])(:immutable)?");
    private static final int YEAR = 365 * 24 * 3600;

    /** One rule; the rule for all other paths has an empty prefix. */
    private record Rule(String prefix, String field) {}

    private final List<Rule> rules;

    private CacheRules(List<Rule> rules) {
        this.rules = rules;
    }

    /**
     * Reads rules.
     *
     * @param text such as {@code /assets/=1y:immutable,no-cache}: the longest prefix, percent-encoded or not, decides; a value
     *     without one is for all other paths, for which it is else {@code no-cache}
     * @throws IllegalArgumentException if it is anything else; the message says what was expected
     */
    public static CacheRules parse(String text) {
        List<Rule> rules = new ArrayList<>();
        for (String part : text.split(",")) {
            String rule = part.strip();
            int equals = rule.lastIndexOf('=');
            String prefix = plain(rule.substring(0, Math.max(0, equals)));
            Setting.require(equals < 0 || prefix.startsWith("/"), NAME, text, EXPECTED);
            Setting.require(
                    rules.stream().noneMatch(other -> other.prefix.equals(prefix)),
                    NAME,
                    text,
                    "one value for " + (prefix.isEmpty() ? "all other paths" : prefix));
            rules.add(new Rule(prefix, field(rule.substring(equals + 1), text)));
        }
        if (rules.stream().noneMatch(rule -> rule.prefix.isEmpty())) {
            rules.add(new Rule("", "no-cache"));
        }
        rules.sort(Comparator.comparingInt((Rule rule) -> rule.prefix.length()).reversed());
        return new CacheRules(List.copyOf(rules));
    }

    /** A path without escapes: it may be written with any of them, and in the settings with none. */
    private static String plain(String path) {
        String decoded = path.chars().allMatch(c -> c < 0x80) ? FileName.decoded(path) : path;
        return decoded == null ? path : decoded;
    }

    private static String field(String value, String text) {
        if (value.equals("no-cache") || value.equals("no-store")) {
            return value;
        }
        Matcher age = AGE.matcher(value);
        Setting.require(age.matches(), NAME, text, EXPECTED);
        long seconds = Long.parseLong(age.group(1))
                * switch (age.group(2)) {
                    case "s" -> 1;
                    case "m" -> 60;
                    case "h" -> 3600;
                    case "d" -> 24 * 3600;
                    default -> YEAR;
                };
        Setting.require(seconds <= YEAR, NAME, text, "an age of a year at most");
        return "public, max-age=" + seconds + (age.group(3) == null ? "" : ", immutable");
    }

    /** The value of Cache-Control for a path. */
    String field(String path) {
        String plain = plain(path);
        for (Rule rule : rules) {
            if (plain.startsWith(rule.prefix)) {
                return rule.field;
            }
        }
        throw new AssertionError("the last rule is for all paths");
    }
}
