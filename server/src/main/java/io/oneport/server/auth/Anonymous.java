package io.oneport.server.auth;

import io.oneport.protocol.Setting;
import io.oneport.server.api.Principal;
import io.oneport.server.api.TopicPatterns;
import java.util.Locale;

/** What a request without a token may do with topics. */
public enum Anonymous {
    NONE(TopicPatterns.NONE, TopicPatterns.NONE),
    SUBSCRIBE(TopicPatterns.NONE, TopicPatterns.ALL),
    ALL(TopicPatterns.ALL, TopicPatterns.ALL);

    private final Principal principal;

    Anonymous(TopicPatterns publish, TopicPatterns subscribe) {
        this.principal = Principal.anonymous(publish, subscribe);
    }

    /**
     * Reads the setting.
     *
     * @throws IllegalArgumentException if it is none of the three; the message says so
     */
    public static Anonymous parse(String text) {
        for (Anonymous each : values()) {
            if (each.text().equals(text)) {
                return each;
            }
        }
        throw Setting.refused("allow-anonymous", text, "none, subscribe or all");
    }

    /** On whose behalf such a request is made. */
    Principal principal() {
        return principal;
    }

    /** As it is written. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
