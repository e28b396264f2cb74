package io.oneport.server.session;

import io.oneport.protocol.Setting;
import io.oneport.protocol.TopicName;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The policy for slow readers of each topic, chosen by the longest prefix of its name. Immutable: any thread. */
public final class SlowReaders {
    private static final String FORM =
            "disconnect, drop-oldest or latest, or a list such as prices.=latest,logs.=drop-oldest,disconnect";

    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9._~:-]*");

    private final Map<String, SlowReaderPolicy> byPrefix = new TreeMap<>();

    private SlowReaders() {}

    /**
     * Reads the policies from a setting.
     *
     * @param text one policy for all topics, or {@code prefix=policy} entries with commas between them
     * @throws IllegalArgumentException if it is neither, or has two policies for one prefix; the message says what was expected
     */
    public static SlowReaders parse(String text) {
        SlowReaders readers = new SlowReaders();
        for (String entry : text.split(",", -1)) {
            int equals = entry.indexOf('=');
            String prefix = equals < 0 ? "" : entry.substring(0, equals).strip();
            SlowReaderPolicy policy = policy(text, entry.substring(equals + 1).strip());
            if (readers.byPrefix.put(prefix, policy) != null) {
                String twice = prefix.isEmpty() ? "for all topics" : "for the prefix " + prefix;
                throw new IllegalArgumentException(Setting.refusal("slow-reader", text, "one policy " + twice));
            }
            Setting.require(
                    PREFIX.matcher(prefix).matches(),
                    "slow-reader",
                    text,
                    "prefixes that a topic's name can begin with; " + prefix + " has other characters than A-Z a-z 0-9"
                            + " . _ ~ - :");
        }
        return readers;
    }

    private static SlowReaderPolicy policy(String all, String name) {
        for (SlowReaderPolicy policy : SlowReaderPolicy.values()) {
            if (policy.text().equals(name)) {
                return policy;
            }
        }
        throw new IllegalArgumentException(Setting.refusal("slow-reader", all, FORM));
    }

    /** The policy of a topic. */
    public SlowReaderPolicy of(TopicName topic) {
        SlowReaderPolicy found = SlowReaderPolicy.DISCONNECT;
        for (Map.Entry<String, SlowReaderPolicy> entry : byPrefix.entrySet()) {
            if (topic.text().startsWith(entry.getKey())) {
                found = entry.getValue(); // in order, so a longer prefix comes after a shorter one
            }
        }
        return found;
    }
}
