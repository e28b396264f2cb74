package io.oneport.server.features.files;

import io.oneport.server.api.HttpTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request says about the version of a file that it knows or wants (RFC 9110, section 13). Immutable: any thread.
 *
 * @param ifMatch all lines of If-Match
 * @param ifUnmodifiedSince If-Unmodified-Since, or null
 * @param ifNoneMatch all lines of If-None-Match
 * @param ifModifiedSince If-Modified-Since, or null
 * @param range Range, or null
 * @param ifRange If-Range, or null
 */
record Preconditions(
        List<String> ifMatch,
        @Nullable String ifUnmodifiedSince,
        List<String> ifNoneMatch,
        @Nullable String ifModifiedSince,
        @Nullable String range,
        @Nullable String ifRange) {
    /** A request without any. */
    static final Preconditions NONE = new Preconditions(List.of(), null, List.of(), null, null, null);

    /** What is to be done with the request. */
    enum Evaluation {
        SEND,
        NOT_MODIFIED,
        FAILED
    }

    /**
     * Compares with the version that there is, in the order of section 13.2.2.
     *
     * @param etag null if it has none
     * @param modifiedSeconds when it was changed, since 1970; {@link HttpTime#NONE} if that is not known
     */
    Evaluation evaluation(@Nullable String etag, long modifiedSeconds) {
        if (!ifMatch.isEmpty()) {
            if (!matches(ifMatch, etag, true)) {
                return Evaluation.FAILED;
            }
        } else if (ifUnmodifiedSince != null) {
            long since = HttpTime.seconds(ifUnmodifiedSince);
            if (since != HttpTime.NONE && modifiedSeconds > since) { // not if that is not known, section 13.1.4
                return Evaluation.FAILED;
            }
        }
        if (!ifNoneMatch.isEmpty()) {
            return matches(ifNoneMatch, etag, false) ? Evaluation.NOT_MODIFIED : Evaluation.SEND;
        }
        if (ifModifiedSince != null) {
            long since = HttpTime.seconds(ifModifiedSince);
            boolean known = since != HttpTime.NONE && modifiedSeconds != HttpTime.NONE;
            return known && modifiedSeconds <= since ? Evaluation.NOT_MODIFIED : Evaluation.SEND;
        }
        return Evaluation.SEND;
    }

    /**
     * The part to send.
     *
     * @param size how many bytes there are
     * @param nowSeconds the time; a date is no strong validator for what was changed within a second of it (section 8.8.2.2)
     * @return null for the whole
     */
    @Nullable
    ByteRange part(@Nullable String etag, long modifiedSeconds, long size, long nowSeconds) {
        if (range == null) {
            return null;
        }
        if (ifRange != null) {
            boolean same = ifRange.startsWith("\"")
                    ? ifRange.equals(etag)
                    : modifiedSeconds != HttpTime.NONE
                            && HttpTime.seconds(ifRange) == modifiedSeconds
                            && nowSeconds - modifiedSeconds > 1;
            if (!same) {
                return null;
            }
        }
        return ByteRange.of(range, size);
    }

    /** Whether a list of tags has this one, or is {@code *}. */
    private static boolean matches(List<String> lines, @Nullable String etag, boolean strongly) {
        for (String line : lines) {
            if (line.strip().equals("*")) {
                return true;
            }
            int at = 0;
            while (true) {
                int begin = line.indexOf('"', at);
                int end = begin < 0 ? -1 : line.indexOf('"', begin + 1);
                if (end < 0) {
                    break;
                }
                boolean weak = begin >= 2 && line.startsWith("W/", begin - 2);
                if (etag != null && same(line.substring(begin, end + 1), weak, etag, strongly)) {
                    return true;
                }
                at = end + 1;
            }
        }
        return false;
    }

    private static boolean same(String opaque, boolean weak, String etag, boolean strongly) {
        if (strongly) {
            return !weak && opaque.equals(etag);
        }
        return opaque.equals(etag.startsWith("W/") ? etag.substring(2) : etag);
    }
}
