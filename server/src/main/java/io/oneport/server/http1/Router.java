package io.oneport.server.http1;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.oneport.protocol.Units;
import io.oneport.server.api.Admission;
import io.oneport.server.api.Endpoint;
import io.oneport.server.api.Problem;
import io.oneport.server.api.Response;
import io.oneport.server.api.Route;
import io.oneport.server.api.Routes;
import io.oneport.server.api.Status;
import io.oneport.server.connection.ClientAction;
import io.oneport.server.connection.ClientLimits;
import io.oneport.server.connection.UnfinishedBudget;
import java.io.ByteArrayOutputStream;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes each request that stays HTTP through the filters of its route and, once the request is whole, to its endpoint. What
 * can be refused from the head alone is refused then, where the peer waits for leave to send its body (RFC 9110, section
 * 10.1.1).
 */
final class Router extends ChannelInboundHandlerAdapter implements RequestDestination {
    private static final Logger log = LoggerFactory.getLogger(Router.class);

    private final HttpConnection connection;
    private final Routes routes;
    /** Set when a head comes, and read from then on. */
    @SuppressWarnings("NullAway.Init")
    private HttpExchange exchange;

    private @Nullable Route route;
    /** What answers: the route's endpoint, or a refusal. Set when a head comes, and read from then on. */
    @SuppressWarnings("NullAway.Init")
    private Endpoint endpoint;

    /** Whether a filter has yet to decide. */
    private boolean pending;

    private boolean whole;
    private long bodyBytes;
    private @Nullable ByteArrayOutputStream body;
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

    @Override
    public boolean routed(HttpRequest request) {
        return exchange.request().head() == request;
    }

    @Override
    public void routeAgain() {
        exchange = new HttpExchange(connection, exchange.request());
        whole = true;
        if (route != null && !route.filters().isEmpty()) {
            endpoint = endpointOf(route);
            admit(route);
        }
        if (!pending) {
            handle();
        }
    }

    private void begin(HttpRequest head) {
        ReceivedRequest request = new ReceivedRequest(connection.socket(), head);
        exchange = new HttpExchange(connection, request);
        find(request);
        pending = false;
        whole = false;
        bodyBytes = 0;
        forgetBody();
        body = endpoint.bodyLimit() > 0 ? new ByteArrayOutputStream(0) : null;
        ClientLimits.Exceeded tooMany = connection.socket().take(ClientAction.REQUEST, 1);
        if (tooMany != null) {
            refuse(tooMany);
        }
        if (HttpUtil.getContentLength(head, 0L) > limit()) {
            exchange.answer(tooLarge());
            return;
        }
        if (route != null && tooMany == null) {
            admit(route);
        }
        if (!pending) {
            awaitBody();
        }
    }

    /** Finds the route and the endpoint; the route is null if there is none for this method here. */
    private void find(ReceivedRequest request) {
        String path = request.path();
        Routes.Resource here = path.equals(TableAnswers.WHOLE_SERVER) ? null : routes.at(path);
        route = here == null ? null : here.endpoint(request.method());
        endpoint = route != null ? endpointOf(route) : TableAnswers.of(request, here);
    }

    private static Endpoint endpointOf(Route route) {
        return Objects.requireNonNull(route.endpoint(), "no WebSocket's route");
    }

    // Filters.

    private void admit(Route route) {
        Executor executor = connection.socket().executor();
        Admission admission = route.admit(exchange.request(), executor);
        if (admission instanceof Admission.Pending later) {
            pending = true;
            HttpExchange asked = exchange;
            later.decision().thenAcceptAsync(decided -> decidedLater(asked, decided), executor);
        } else {
            decided(admission);
        }
    }

    /** The answer-timeout may have passed since the filter was asked, or the peer gone. */
    private void decidedLater(HttpExchange asked, Admission admission) {
        if (asked != exchange || asked.answered() || connection.over()) {
            return;
        }
        pending = false;
        decided(admission);
        if (whole) {
            handle();
        } else {
            awaitBody();
        }
    }

    private void decided(Admission admission) {
        if (admission instanceof Admission.Granted granted) {
            exchange.principal(granted.principal());
            boolean known = granted.principal().known();
            ClientLimits.Exceeded tooMany =
                    connection.socket().takeFor(known ? granted.principal().name() : null, ClientAction.REQUEST);
            if (tooMany != null) {
                refuse(tooMany);
            }
        } else if (admission instanceof Admission.Denied denied) {
            endpoint = new RefusingEndpoint(denied.response());
            forgetBody();
        }
    }

    private void refuse(ClientLimits.Exceeded tooMany) {
        endpoint = new RefusingEndpoint(Problem.tooMany(tooMany.detail(), tooMany.waitSeconds()));
        forgetBody();
    }

    // The body.

    private void awaitBody() {
        if (Expectations.hasContinue(exchange.request().head())) {
            if (endpoint instanceof RefusingEndpoint) {
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
        whole = content instanceof LastHttpContent;
        if (whole && !pending) {
            handle();
        }
    }

    private void handle() {
        if (body != null) {
            exchange.request().body(body.toByteArray());
            forgetBody();
        }
        try {
            endpoint.handle(exchange);
        } catch (IllegalArgumentException badInput) {
            exchange.answer(Problem.of(
                    Status.BAD_REQUEST,
                    Objects.requireNonNullElse(badInput.getMessage(), "The request is not as this path expects it.")));
        } catch (RuntimeException e) {
            log.warn(
                    "{} {} failed (request {}); please report this",
                    exchange.request().method(),
                    exchange.request().path(),
                    RequestId.of(connection.socket(), exchange.request().head()),
                    e);
            if (!exchange.answered()) {
                exchange.answer(Problem.of(Status.INTERNAL_SERVER_ERROR, "The server failed."));
            }
        }
    }

    /** What comes whole within one read is never set aside: only a body whose rest must be waited for. */
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (body != null && !exchange.answered() && body.size() > reservedBytes) {
            int more = body.size() - reservedBytes;
            if (connection.socket().unfinished().reserve(UnfinishedBudget.Kind.BODY, reservedBytes, more)) {
                reservedBytes += more;
            } else {
                exchange.answer(Problem.unavailable("Request buffer limit reached (unfinished-total).", 5));
                forgetBody();
            }
        }
        ctx.fireChannelReadComplete();
    }

    private void forgetBody() {
        connection.socket().unfinished().unreserve(UnfinishedBudget.Kind.BODY, reservedBytes);
        reservedBytes = 0;
        body = null;
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        forgetBody();
    }

    /** The route's endpoint has the say even if a filter has denied the request. */
    private int limit() {
        int limit = route == null ? 0 : endpointOf(route).bodyLimit();
        return limit > 0 ? limit : connection.maxBodyBytes();
    }

    private Response tooLarge() {
        String setting =
                route == null ? endpoint.bodyLimitSetting() : endpointOf(route).bodyLimitSetting();
        return Problem.of(
                Status.CONTENT_TOO_LARGE, "The body is longer than " + Units.sizeText(limit()) + " (" + setting + ").");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        connection.socket().failed(cause);
    }
}
