package io.oneport.server.http1;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.oneport.server.auth.Origins;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What lets pages of listed origins read answers, and ask before they publish (CORS: Fetch standard, section 3.2).
 * Stateless: any thread.
 */
final class Cors {
    private static final byte[] NONE = {};
    private static final byte[] VARY = "vary: origin\r\n".getBytes(StandardCharsets.US_ASCII);

    /** Never with {@code *}: any page could then use what the browser knows of its user. */
    private static final String CREDENTIALS = "access-control-allow-credentials: true\r\n";

    /** Leave for a page of the internet to ask a server in a private network (Private Network Access). */
    private static final String PRIVATE_NETWORK = "access-control-allow-private-network: true\r\n";

    private static final String EXPOSED =
            "access-control-expose-headers: accept-ranges, allow, content-range, etag, retry-after, www-authenticate,"
                    + " x-request-id\r\n";
    private static final String METHODS =
            "access-control-allow-methods: GET, HEAD, POST, PUT, DELETE, OPTIONS\r\naccess-control-max-age: 600\r\n"
                    + "access-control-allow-headers: ";

    /** Fields that mean something here, in the order of the alphabet. */
    private static final String FIELDS =
            "accept, authorization, cache-control, content-encoding, content-type, event, idempotency-key, if-match,"
                    + " if-modified-since, if-none-match, if-range, if-unmodified-since, last-event-id, range, ttl,"
                    + " x-request-id, x-requested-with";

    private static final Set<String> KNOWN = Set.of(FIELDS.split(", "));
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9a-z-]{1,64}");
    private static final int MAX_OTHER_FIELDS = 32;

    private Cors() {}

    /**
     * The header lines that every answer to a request has for this.
     *
     * @param origins whose pages may
     * @param request what is answered, or null if that could not be read
     * @return complete lines; none if no origin is listed; not to be changed
     */
    static byte[] lines(Origins origins, @Nullable HttpRequest request) {
        if (!origins.any()) {
            return NONE;
        }
        // Without Origin the same address may answer otherwise: a cache must know that.
        if (request == null || !request.headers().contains(HttpHeaderNames.ORIGIN)) {
            return VARY;
        }
        HttpHeaders headers = request.headers();
        String origin = headers.get(HttpHeaderNames.ORIGIN);
        if (headers.getAll(HttpHeaderNames.ORIGIN).size() > 1 || !origins.lists(origin) || !isPrintable(origin)) {
            return VARY;
        }
        boolean preflight = request.method().equals(HttpMethod.OPTIONS)
                && headers.contains(HttpHeaderNames.ACCESS_CONTROL_REQUEST_METHOD);
        boolean exact = origins.listsExactly(origin);
        StringBuilder lines = new StringBuilder("vary: origin\r\naccess-control-allow-origin: ")
                .append(exact || origin.equals("null") ? origin : "*")
                .append("\r\n")
                .append(exact ? CREDENTIALS : "")
                .append(preflight ? METHODS + FIELDS + others(headers) + "\r\n" : EXPOSED);
        if (preflight && exact && headers.contains("access-control-request-private-network", "true", true)) {
            lines.append(PRIVATE_NETWORK);
        }
        return lines.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * The further fields that a page wants to send, such as those of tracing libraries, which add them to all its requests.
     * They mean nothing here; but a browser sends none of them, and so not the request, unless they are allowed.
     */
    private static String others(HttpHeaders headers) {
        return headers.getAll(HttpHeaderNames.ACCESS_CONTROL_REQUEST_HEADERS).stream()
                .flatMap(line -> Arrays.stream(line.split(",")))
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .filter(name -> !KNOWN.contains(name) && TOKEN.matcher(name).matches())
                .distinct()
                .limit(MAX_OTHER_FIELDS)
                .map(name -> ", " + name)
                .collect(Collectors.joining());
    }

    /** With {@code *} any text is listed; this one goes into the answer. */
    private static boolean isPrintable(String origin) {
        return origin.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }
}
