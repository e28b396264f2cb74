package io.oneport.client.wire;

import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.oneport.client.net.Failures;
import io.oneport.client.net.HttpAnswer;
import java.io.ByteArrayOutputStream;
import java.util.Optional;

/** Collects the answer to a request whose body matters only if it tells what went wrong. One answer; one loop. */
final class UpgradeAnswer {
    /** How much of a refusal's body is kept, to be quoted. */
    private static final int MAX_BODY_BYTES = 1 << 10;

    private HttpResponse head;
    private String fault;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(0);

    /** Takes a part; the caller releases it. Present once the answer is whole, or as whole as it gets. */
    Optional<HttpAnswer> add(HttpObject part) {
        if (part.decoderResult().isFailure()) {
            fault = "not an HTTP/1.1 response: "
                    + Failures.reason(part.decoderResult().cause());
            return Optional.empty();
        }
        if (part instanceof HttpResponse response) {
            head = response;
            if (isWrongSwitch()) {
                return Optional.of(answer());
            }
        }
        if (part instanceof HttpContent content) {
            int room = Math.min(content.content().readableBytes(), MAX_BODY_BYTES - body.size());
            byte[] bytes = new byte[room];
            content.content().readBytes(bytes);
            body.writeBytes(bytes);
        }
        boolean interim = head.status().code() < 200 && head.status().code() != 101;
        return part instanceof LastHttpContent && !interim ? Optional.of(answer()) : Optional.empty();
    }

    /** Netty takes a 101 without this field for an old draft's, whose body would have to be waited for. */
    private boolean isWrongSwitch() {
        return head.status().code() == 101 && !head.headers().contains(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT);
    }

    private HttpAnswer answer() {
        return new HttpAnswer(head.status().code(), head.status().reasonPhrase(), head.headers(), body.toByteArray());
    }

    /** What broke HTTP, or {@code null}. */
    String fault() {
        return fault;
    }

    /** The head that has come, or {@code null}. */
    HttpResponse head() {
        return head;
    }
}
