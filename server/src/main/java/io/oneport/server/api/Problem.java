package io.oneport.server.api;

import io.oneport.protocol.Excerpt;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/** Errors as {@code application/problem+json} (RFC 9457): what was wrong, and what was expected. */
public final class Problem {
    private static final String PROBLEM_JSON = "application/problem+json";
    private static final int MAX_DETAIL_CHARS = 300;

    /** What every 426 says beside its reason (RFC 9110, section 15.5.22; RFC 6455, section 4.4). */
    private static final Map<String, String> UPGRADE_HEADERS =
            Map.of("upgrade", "websocket", "sec-websocket-version", "13");

    private Problem() {}

    /**
     * An error.
     *
     * @param status its status
     * @param detail what was wrong and what was expected; cut if it is very long, since it may quote the request
     */
    public static Response of(Status status, String detail) {
        return of(status, detail, status == Status.UPGRADE_REQUIRED ? UPGRADE_HEADERS : Map.of());
    }

    /** The same with further header fields. */
    public static Response of(Status status, String detail, Map<String, String> headers) {
        return of(status, detail, headers, json -> {});
    }

    /** The same with further members, which programs can read. */
    public static Response of(Status status, String detail, Consumer<JsonGenerator> members) {
        return of(status, detail, Map.of(), members);
    }

    /**
     * The answer to a client that does too much.
     *
     * @param detail which limit it exceeds
     * @param waitSeconds when it may try again
     */
    public static TemporaryRefusal tooMany(String detail, long waitSeconds) {
        return temporary(Status.TOO_MANY_REQUESTS, detail, waitSeconds);
    }

    /**
     * The answer to a request that can't be served at present (503).
     *
     * @param detail why not
     * @param waitSeconds when it may be tried again
     */
    public static TemporaryRefusal unavailable(String detail, long waitSeconds) {
        return temporary(Status.SERVICE_UNAVAILABLE, detail, waitSeconds);
    }

    private static TemporaryRefusal temporary(Status status, String detail, long waitSeconds) {
        String shown = Excerpt.of(detail, MAX_DETAIL_CHARS);
        Map<String, String> headers = notStored(Map.of("retry-after", Long.toString(waitSeconds)));
        return new TemporaryRefusal(
                status, Response.fields(PROBLEM_JSON, headers), body(status, shown, json -> {}), shown, waitSeconds);
    }

    private static Response of(
            Status status, String detail, Map<String, String> headers, Consumer<JsonGenerator> members) {
        byte[] body = body(status, Excerpt.of(detail, MAX_DETAIL_CHARS), members);
        return Response.of(status, PROBLEM_JSON, body, notStored(headers));
    }

    private static byte[] body(Status status, String shown, Consumer<JsonGenerator> members) {
        return Json.bytes(json -> {
            json.writeStartObject()
                    .writeStringProperty("type", "about:blank")
                    .writeStringProperty("title", status.phrase())
                    .writeNumberProperty("status", status.code())
                    .writeStringProperty("detail", shown);
            members.accept(json);
            json.writeEndObject();
        });
    }

    /** Of some errors, such as 404 and 410, a cache may else guess for how long they hold (RFC 9110, section 15.1). */
    private static Map<String, String> notStored(Map<String, String> headers) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put("cache-control", "no-store");
        return all;
    }
}
