package io.oneport.server.http1;

import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.AsciiString;
import io.oneport.server.connection.Connection;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * What names a request in logs: the id that its client or a proxy gave it in {@code X-Request-Id}, else one of ours. Stateless:
 * any thread.
 */
final class RequestId {
    static final AsciiString FIELD = AsciiString.cached("x-request-id");

    /** Longer ones are not taken over. */
    static final int MAX_LENGTH = 128;

    /** Differs from one start of the server to the next, as the ids of sockets do not. */
    static final String START = Integer.toHexString(ThreadLocalRandom.current().nextInt() | 1 << 31);

    private RequestId() {}

    /**
     * The id of the connection's current request.
     *
     * @param request null if it could not be read
     */
    static String of(Connection socket, @Nullable HttpRequest request) {
        String given = request == null ? null : given(request);
        return given != null ? given : START + '-' + socket.id() + '-' + socket.requests();
    }

    /**
     * Adds the line that gives a request's own id back with its answer.
     *
     * @param lines complete header lines
     * @param request null if it could not be read
     * @return the same array if the request has no id
     */
    static byte[] with(byte[] lines, @Nullable HttpRequest request) {
        String id = request == null ? null : given(request);
        if (id == null) {
            return lines;
        }
        byte[] line = (FIELD + ": " + id + "\r\n").getBytes(StandardCharsets.US_ASCII);
        byte[] both = Arrays.copyOf(lines, lines.length + line.length);
        System.arraycopy(line, 0, both, lines.length, line.length);
        return both;
    }

    /** The id that a request came with; null if there is none that is fit for a log and a header field. */
    static @Nullable String given(HttpRequest request) {
        String id = request.headers().get(FIELD);
        if (id == null || id.isEmpty() || id.length() > MAX_LENGTH) {
            return null;
        }
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            boolean plain = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!plain && "-_.:/+=@".indexOf(c) < 0) {
                return null;
            }
        }
        return id;
    }
}
