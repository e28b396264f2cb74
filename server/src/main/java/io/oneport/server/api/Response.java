package io.oneport.server.api;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One answer to one request, in no protocol's form. Any thread may make one, and one may be given any number of times:
 * a protocol keeps its encoded form here.
 */
public sealed class Response permits TemporaryRefusal {
    /** A protocol's encoding of a response. */
    public interface Encoding {}

    /**
     * Makes encodings.
     *
     * @param <E> what they are
     */
    public interface Encoder<E extends Encoding> {
        /** The class of all encodings that this one makes. */
        Class<E> type();

        /** Encodes a response, without what depends on the request. */
        E encode(Response response);
    }

    private static final String CONTENT_TYPE = "content-type";
    private static final Map<String, String> TEXT = Map.of(CONTENT_TYPE, "text/plain; charset=utf-8");
    private static final Map<String, String> JSON = Map.of(CONTENT_TYPE, MediaType.JSON);

    /** What somebody reads is another thing a moment later; a cache that may guess how long it is good would answer in its place. */
    private static final Map<String, String> JSON_OF_NOW = fields(MediaType.JSON, Map.of("cache-control", "no-store"));

    private static final Map<String, String> STREAM =
            Map.of("cache-control", "no-store, no-transform", "x-accel-buffering", "no");

    private final Status status;
    private final Map<String, String> headers;
    private final byte @Nullable [] body;
    /** Written without a lock: an encoding is immutable, and any of those that threads make at once will do. */
    private @Nullable Encoding encoding;

    /** Its forms where the request chooses the content coding; null as long as nobody has asked. Written without a lock. */
    private @Nullable Codings codings;

    /** The same response with the fields that choosing between codings needs. */
    private static final class Codings {
        private final Response plain;
        private volatile @Nullable Response gzip;

        Codings(Response plain) {
            this.plain = plain;
        }
    }

    Response(Status status, Map<String, String> headers, byte @Nullable [] body) {
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    /**
     * Creates a response.
     *
     * @param contentType the body's media type
     * @param body the body; not to be changed any more
     * @param headers further header fields
     * @throws IllegalArgumentException if a value could end its field: it has a control character, or one that is not in
     *     ISO 8859-1
     */
    public static Response of(Status status, String contentType, byte[] body, Map<String, String> headers) {
        return new Response(status, fields(contentType, headers), body);
    }

    /** 200 with plain text. */
    public static Response text(String body) {
        return new Response(Status.OK, TEXT, body.getBytes(StandardCharsets.UTF_8));
    }

    /** 200 with JSON that says how things are now: not to be cached. */
    public static Response json(byte[] body) {
        return new Response(Status.OK, JSON_OF_NOW, body);
    }

    /** JSON with another status. */
    public static Response json(Status status, byte[] body) {
        return new Response(status, JSON, body);
    }

    /** 204, which has no body. */
    public static Response noContent(Map<String, String> headers) {
        return new Response(Status.NO_CONTENT, fields(null, headers), null);
    }

    /** The head of a 200 whose body follows in parts; its length is not known yet. */
    public static Response head(String contentType, Map<String, String> headers) {
        return head(Status.OK, contentType, headers);
    }

    /**
     * The same with another status, and maybe with the field Content-Length.
     *
     * @param contentType null for a response that has no body, such as a 304
     */
    public static Response head(Status status, @Nullable String contentType, Map<String, String> headers) {
        return new Response(status, fields(contentType, headers), null);
    }

    /**
     * The head of a body that has no end. Proxies on the way are not to keep it, nor to hold it back: nginx would until it has
     * a buffer full, and those that compress (Traefik, Caddy) until they have enough to begin with.
     */
    public static Response streamHead(String contentType) {
        return head(contentType, STREAM);
    }

    /**
     * A stream that has ended when it begins: all of it is here.
     *
     * @param body what there is of it; not to be changed any more
     */
    public static Response endedStream(String contentType, byte[] body) {
        return of(Status.OK, contentType, body, STREAM);
    }

    static Map<String, String> fields(@Nullable String contentType, Map<String, String> headers) {
        Map<String, String> fields = new LinkedHashMap<>();
        if (contentType != null) {
            fields.put(CONTENT_TYPE, contentType);
        }
        fields.putAll(headers);
        fields.forEach(Response::requireValue);
        return fields;
    }

    private static void requireValue(String name, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' || c == 0x7f || c > 0xff) {
                throw new IllegalArgumentException(name + ": " + value + " (expected: no control character)");
            }
        }
    }

    /** Its status. */
    public Status status() {
        return status;
    }

    /** The header fields, in order, with names in lower case; not to be changed. */
    public Map<String, String> headers() {
        return headers;
    }

    /** The body, not to be changed; null if there is none, or if it follows in parts. */
    public byte @Nullable [] body() {
        return body;
    }

    /** The same response, which says that its content coding depends on the request. */
    public Response negotiated() {
        return codings().plain;
    }

    private Codings codings() {
        Codings known = codings;
        if (known == null) {
            Map<String, String> fields = new LinkedHashMap<>(headers);
            fields.merge("vary", "accept-encoding", (others, ours) -> others + ", " + ours);
            known = new Codings(new Response(status, fields, body));
            codings = known;
        }
        return known;
    }

    /** The response compressed with gzip, if {@link #gzip(byte[])} has made it; else null. */
    public @Nullable Response gzip() {
        Codings known = codings;
        return known == null ? null : known.gzip;
    }

    /**
     * The same response in gzip, kept for the next time.
     *
     * @param shorter the compressed body; null if there is none, or if it follows in parts
     */
    public Response gzip(byte @Nullable [] shorter) {
        Map<String, String> fields = new LinkedHashMap<>(codings().plain.headers);
        fields.put("content-encoding", "gzip");
        fields.computeIfPresent("etag", (name, tag) -> tag.startsWith("W/") ? tag : "W/" + tag);
        Response made = new Response(status, fields, shorter);
        codings().gzip = made;
        return made;
    }

    /** Its encoding by a protocol, which is made once for as long as no other protocol asks for its own. */
    public <E extends Encoding> E encoded(Encoder<E> encoder) {
        Encoding known = encoding;
        if (encoder.type().isInstance(known)) {
            return encoder.type().cast(known);
        }
        E made = encoder.encode(this);
        encoding = made;
        return made;
    }
}
