package io.oneport.server.features.files;

import io.oneport.server.api.HttpTime;
import io.oneport.server.api.Response;
import io.oneport.server.api.Status;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One file in one content coding, as it was when somebody looked. Any thread: all but {@code open} is immutable.
 *
 * @param state what tells this version of the file from every other one
 * @param coding its content coding; null for none
 * @param etag its entity tag; weak where the coding is made here, since other servers may make other bytes of it; null if
 *     nothing is known that another version would not have as well
 * @param size how many bytes it has, in this coding
 * @param content the bytes themselves, not to be changed; null if they are only on the disk
 * @param fields what every answer with it has, but Content-Length
 * @param whole the answer to a plain request, if the content is short; else null
 * @param open the file while it is open, if it is neither short nor very long; else null
 */
record FileVersion(
        State state,
        @Nullable String coding,
        @Nullable String etag,
        long size,
        byte @Nullable [] content,
        Map<String, String> fields,
        @Nullable Response whole,
        @Nullable SharedFile open) {
    /** Content up to this length is an answer's bytes; longer one is written in parts. */
    static final int SHORT_BYTES = 64 << 10;

    private static final String CONTENT_TYPE = "content-type";

    /** 1990, since 1970: no page is older than the web. Build tools give all files such a time, whatever is in them. */
    private static final long OLDEST_SECONDS = 631_152_000;

    private static final int HASH_BYTES = 8;

    /**
     * What the file system says of a file.
     *
     * @param key its identity, such as its inode
     * @param modifiedNanos when it was changed, since 1970
     */
    record State(@Nullable Object key, long size, long modifiedNanos) {
        static State of(BasicFileAttributes attributes) {
            return new State(
                    attributes.fileKey(),
                    attributes.size(),
                    attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS));
        }

        /** When it was changed, since 1970; {@link HttpTime#NONE} if its time says nothing about that. */
        long modifiedSeconds() {
            long seconds = Math.floorDiv(modifiedNanos, TimeUnit.SECONDS.toNanos(1));
            return seconds < OLDEST_SECONDS ? HttpTime.NONE : seconds;
        }

        /** Whether a change within the resolution of the file system's clock could look the same. */
        boolean recent(long nowMillis) {
            return TimeUnit.NANOSECONDS.toMillis(modifiedNanos) > nowMillis - 2000;
        }

        private @Nullable String tag(String suffix) {
            return modifiedSeconds() == HttpTime.NONE
                    ? null
                    : FileVersion.tag(size, Long.toString(modifiedNanos, Character.MAX_RADIX), suffix);
        }
    }

    private static String tag(long size, String version, String suffix) {
        return '"' + Long.toHexString(size) + '-' + version + suffix + '"';
    }

    /** An entity tag of the bytes themselves: the same wherever and whenever they were put there. */
    private static String tag(byte[] content, String suffix) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
            return tag(content.length, HexFormat.of().formatHex(hash, 0, HASH_BYTES), suffix);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has it", e);
        }
    }

    /**
     * The version that lies on the disk.
     *
     * @param coding its content coding; null for none
     * @param common the fields of all versions
     * @param content its bytes, if they were read
     */
    static FileVersion onDisk(
            State state, @Nullable String coding, Map<String, String> common, byte @Nullable [] content) {
        Map<String, String> fields = new LinkedHashMap<>(common);
        fields.put("accept-ranges", "bytes");
        String suffix = coding == null ? "" : "-" + coding;
        String etag = content == null ? state.tag(suffix) : tag(content, suffix);
        return of(state, coding, etag, state.size(), content, fields);
    }

    /** The same file, compressed here. */
    FileVersion compressed(byte[] content) {
        Map<String, String> common = new LinkedHashMap<>(fields);
        common.remove("accept-ranges");
        common.remove("etag");
        return of(state, "gzip", "W/" + tag(content, "-gzip"), content.length, content, common);
    }

    private static FileVersion of(
            State state,
            @Nullable String coding,
            @Nullable String etag,
            long size,
            byte @Nullable [] content,
            Map<String, String> common) {
        Map<String, String> fields = new LinkedHashMap<>(common);
        if (coding != null) {
            fields.put("content-encoding", coding);
        }
        if (etag != null) {
            fields.put("etag", etag);
        }
        Response whole = content == null || content.length > SHORT_BYTES
                ? null
                : Response.of(Status.OK, typeOf(fields), content, withoutType(fields));
        SharedFile open = content == null && OpenFile.shareable(size) ? new SharedFile() : null;
        return new FileVersion(state, coding, etag, size, content, fields, whole, open);
    }

    /**
     * The fields that all versions of a file have.
     *
     * @param negotiated whether there are several
     */
    static Map<String, String> fields(String contentType, State state, String cacheControl, boolean negotiated) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put(CONTENT_TYPE, contentType);
        long modified = state.modifiedSeconds();
        if (modified != HttpTime.NONE && modified <= System.currentTimeMillis() / 1000) { // RFC 9110, section 8.8.2.1
            fields.put("last-modified", HttpTime.text(modified));
        }
        fields.put("cache-control", cacheControl);
        if (negotiated) {
            fields.put("vary", "accept-encoding");
        }
        fields.put("x-content-type-options", "nosniff");
        return fields;
    }

    private static String typeOf(Map<String, String> fields) {
        return Objects.requireNonNull(fields.get(CONTENT_TYPE));
    }

    private static Map<String, String> withoutType(Map<String, String> fields) {
        Map<String, String> others = new LinkedHashMap<>(fields);
        others.remove(CONTENT_TYPE);
        return others;
    }

    /** Whether parts of it may be asked for: its bytes are the same whoever makes them. */
    boolean hasParts() {
        return fields.containsKey("accept-ranges");
    }

    /** A 200 or 206 whose body follows. */
    Response head(Status status, long length, @Nullable String contentRange) {
        Map<String, String> all = withoutType(fields);
        if (contentRange != null) {
            all.put("content-range", contentRange);
        }
        all.put("content-length", Long.toString(length));
        return Response.head(status, typeOf(fields), all);
    }

    /** A 304 (RFC 9110, section 15.4.5). */
    Response notModified() {
        Map<String, String> all = new LinkedHashMap<>();
        for (String name : new String[] {"cache-control", "vary", "etag", "last-modified"}) {
            String value = fields.get(name);
            if (value != null) {
                all.put(name, value);
            }
        }
        return Response.head(Status.NOT_MODIFIED, null, all);
    }
}
