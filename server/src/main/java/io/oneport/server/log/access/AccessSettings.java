package io.oneport.server.log.access;

import io.oneport.protocol.Setting;
import io.oneport.protocol.Units;
import java.util.Set;

/**
 * Whether and how requests are logged. Immutable.
 *
 * @param file the path of the file; {@code -} for standard output, empty for no access log
 * @param format what a line looks like
 * @param sample of requests that are answered with a status below 400, one in this many is logged; of others, all are
 * @param bufferBytes memory for lines that wait to be written; more are dropped
 * @param secrets names of query parameters whose values are not logged
 */
public record AccessSettings(String file, AccessFormat format, int sample, int bufferBytes, Set<String> secrets) {
    /** No access log. */
    public static final AccessSettings OFF = new AccessSettings("", AccessFormat.COMBINED, 1, 1 << 22, Set.of());

    private static final int LEAST_BUFFER = 1 << 16;
    private static final int MOST_BUFFER = 1 << 30;
    private static final int MOST_SAMPLE = 1_000_000;

    /**
     * Checks every value.
     *
     * @throws IllegalArgumentException if one is out of range; the message names it and says what was expected
     */
    public AccessSettings {
        Setting.require(sample >= 1 && sample <= MOST_SAMPLE, "access-log-sample", sample, "1 to " + MOST_SAMPLE);
        Setting.require(
                bufferBytes >= LEAST_BUFFER && bufferBytes <= MOST_BUFFER,
                "access-log-buffer",
                Units.sizeText(bufferBytes),
                Units.sizeText(LEAST_BUFFER) + " to " + Units.sizeText(MOST_BUFFER));
        secrets = Set.copyOf(secrets);
    }

    /** Whether there is an access log. */
    public boolean enabled() {
        return !file.isEmpty();
    }
}
