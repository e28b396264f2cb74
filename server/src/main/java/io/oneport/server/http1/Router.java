package io.oneport.server.http1;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import io.oneport.protocol.Units;
import io.oneport.server.connection.UnfinishedBudget;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes each request that stays HTTP to its endpoint, once the request is whole. What can be refused from the head
 * alone is refused then, where the peer waits for leave to send its body (RFC 9110, section 10.1.1).
 */
final class Router extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(Router.class);

    private final HttpConnection connection;
    private final Routes routes;
    private Exchange exchange;
    private Endpoint endpoint;
    private long bodyBytes;
    private ByteArrayOutputStream body;
    /** Of the body, set aside in unfinished-total. */
    private int reservedBytes;

    Router(HttpConnection connection, Routes routes) {
        this.connection = connection;
        this.routes = routes;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        try {
            if (msg instanceof HttpRequest head) {
                begin(head);
                connection.routed(msg instanceof FullHttpRequest ? this : null);
            }
            if (msg instanceof HttpContent content && !exchange.answered()) {
                body(content);
            }
        } finally {
            ReferenceCountUtil.release(msg);
        }
    }

    /** Whether this is the request that was routed last. */
    boolean routed(HttpRequest request) {
        return exchange.request() == request;
    }

    /** Takes the request that was routed last to its endpoint once more; it came whole, and has no body. */
    void routeAgain() {
        exchange = new Exchange(connection, exchange.request(), exchange.path());
        handle();
    }

    private void begin(HttpRequest request) {
        int query = request.uri().indexOf('?');
        String path = query < 0 ? request.uri() : request.uri().substring(0, query);
        exchange = new Exchange(connection, request, path);
        endpoint = endpoint(request.method(), path);
        bodyBytes = 0;
        forgetBody();
        body = endpoint.bodyLimit() > 0 ? new ByteArrayOutputStream(0) : null;
        if (HttpUtil.getContentLength(request, 0L) > limit()) {
            exchange.answer(tooLarge());
        } else if (HttpUtil.is100ContinueExpected(request)) {
            if (endpoint instanceof Refusal) {
                endpoint.handle(exchange); // the body need not come: it is answered, and the connection ends
            } else {
                connection.expectBody();
            }
        }
    }

    private void body(HttpContent content) {
        bodyBytes += content.content().readableBytes();
        if (bodyBytes > limit()) {
            exchange.answer(tooLarge());
            return;
        }
        if (body != null) {
            body.writeBytes(ByteBufUtil.getBytes(content.content()));
        }
        if (content instanceof LastHttpContent) {
            handle();
        }
    }

    private void handle() {
        if (body != null) {
            exchange.body(body.toByteArray());
            forgetBody();
        }
        try {
            endpoint.handle(exchange);
        } catch (IllegalArgumentException badInput) {
            exchange.answer(Problem.of(HttpResponseStatus.BAD_REQUEST, badInput.getMessage()));
        } catch (RuntimeException e) {
            log.warn("{} {} failed; please report this", exchange.request().method(), exchange.path(), e);
            if (!exchange.answered()) {
                exchange.answer(Problem.of(HttpResponseStatus.INTERNAL_SERVER_ERROR, "The server failed."));
            }
        }
    }

    /** An endpoint that only says no; there is no need to wait for a body before it does. */
    private record Refusal(Answer answer) implements Endpoint {
        @Override
        public void handle(Exchange exchange) {
            exchange.answer(answer);
        }
    }

    private Endpoint endpoint(HttpMethod method, String path) {
        Map<HttpMethod, Endpoint> here = routes.at(path);
        if (path.equals("*")) {
            return asked -> asked.answer(Answer.noContent(Map.of(HttpHeaderNames.ALLOW, "GET, HEAD, OPTIONS")));
        }
        if (here == null) {
            return new Refusal(Problem.of(HttpResponseStatus.NOT_FOUND, "Nothing at " + path + "."));
        }
        Endpoint found = here.get(method.equals(HttpMethod.HEAD) ? HttpMethod.GET : method);
        if (found != null) {
            return found;
        }
        Map<AsciiString, String> allow = Map.of(HttpHeaderNames.ALLOW, allowed(here));
        if (method.equals(HttpMethod.OPTIONS)) {
            return asked -> asked.answer(Answer.noContent(allow));
        }
        return new Refusal(Problem.of(
                HttpResponseStatus.METHOD_NOT_ALLOWED,
                "Method " + method + " at " + path + " (expected: " + allowed(here) + ").",
                allow));
    }

    private static String allowed(Map<HttpMethod, Endpoint> here) {
        TreeSet<String> methods =
                here.keySet().stream().map(HttpMethod::name).collect(Collectors.toCollection(TreeSet::new));
        methods.add("OPTIONS");
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        return String.join(", ", methods);
    }

    /** What comes whole within one read is never set aside: only a body whose rest must be waited for. */
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (body != null && !exchange.answered() && body.size() > reservedBytes) {
            int more = body.size() - reservedBytes;
            if (connection.socket().reserve(UnfinishedBudget.Kind.BODY, reservedBytes, more)) {
                reservedBytes += more;
            } else {
                exchange.answer(Problem.of(
                        HttpResponseStatus.SERVICE_UNAVAILABLE,
                        "Request buffer limit reached (unfinished-total).",
                        Map.of(HttpHeaderNames.RETRY_AFTER, "5")));
                forgetBody();
            }
        }
        ctx.fireChannelReadComplete();
    }

    private void forgetBody() {
        connection.socket().unreserve(UnfinishedBudget.Kind.BODY, reservedBytes);
        reservedBytes = 0;
        body = null;
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        forgetBody();
    }

    private int limit() {
        return endpoint.bodyLimit() > 0 ? endpoint.bodyLimit() : connection.maxBodyBytes();
    }

    private Answer tooLarge() {
        return Problem.of(
                HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
                "The body is longer than " + Units.sizeText(limit()) + " (" + endpoint.bodyLimitSetting() + ").");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        connection.failed(cause);
    }
}
