package io.oneport.server.features.admin;

import io.oneport.protocol.Publication;
import io.oneport.protocol.Since;
import io.oneport.protocol.TopicName;
import io.oneport.server.api.Endpoint;
import io.oneport.server.api.Exchange;
import io.oneport.server.api.Filter;
import io.oneport.server.api.HeaderText;
import io.oneport.server.api.MessageBody;
import io.oneport.server.api.Principal;
import io.oneport.server.api.Problem;
import io.oneport.server.api.Response;
import io.oneport.server.api.Route;
import io.oneport.server.api.Status;
import io.oneport.server.api.TopicPatterns;
import io.oneport.server.broker.Message;
import io.oneport.server.broker.PublishResult;
import io.oneport.server.broker.ReadResult;
import io.oneport.server.broker.Refusal;
import io.oneport.server.broker.TopicDirectory;
import io.oneport.server.broker.TopicQuery;
import io.oneport.server.broker.TopicView;
import io.oneport.server.session.TopicAccess;
import io.oneport.server.session.TopicTarget;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Topics for operators: {@code /admin/topics}, and {@code /admin/topics/{name}} to look at one and to publish to it. */
public final class TopicEndpoints {
    /** The last messages of a topic that are shown. */
    static final int LAST = 20;

    /** What is read of a history that is kept elsewhere, to show the last of it. */
    private static final int MOST_READ = 1000;

    private static final Principal OPERATOR =
            new Principal("operator", true, TopicPatterns.ALL, TopicPatterns.ALL, Principal.NEVER);

    private final TopicDirectory topics;
    private final TopicAccess access;
    private final int maxMessageBytes;

    private TopicEndpoints(TopicDirectory topics, TopicAccess access, int maxMessageBytes) {
        this.topics = topics;
        this.access = access;
        this.maxMessageBytes = maxMessageBytes;
    }

    /**
     * The routes.
     *
     * @param access the way to messages
     * @param maxMessageBytes the longest message that may be published
     * @param door keeps them to operators
     */
    public static List<Route> routes(TopicDirectory topics, TopicAccess access, int maxMessageBytes, Filter door) {
        TopicEndpoints endpoints = new TopicEndpoints(topics, access, maxMessageBytes);
        return List.of(
                Route.get("/admin/topics", endpoints::list).with(door),
                Route.get("/admin/topics/*", endpoints::show).with(door),
                Route.post("/admin/topics/*", endpoints.new Publish()).with(door));
    }

    private void list(Exchange exchange) {
        TopicQuery query = TopicParameters.query(exchange.request().queryNames(), exchange.request()::query);
        topics.find(query)
                .whenCompleteAsync(
                        (found, failure) -> exchange.answer(
                                failure == null ? Response.json(TopicJson.list(found, query)) : failed(failure)),
                        exchange.socket().executor());
    }

    private static Response failed(Throwable failure) {
        return Problem.of(Status.INTERNAL_SERVER_ERROR, failure.toString());
    }

    private static TopicName name(Exchange exchange) {
        return TopicTarget.topic(exchange.request().lastSegment());
    }

    private void show(Exchange exchange) {
        NoParameters.require(exchange);
        TopicName name = name(exchange);
        CompletableFuture<ReadResult> read = new CompletableFuture<>();
        access.history(OPERATOR, exchange.socket().worker(), name, new Since.All(), MOST_READ, read::complete);
        topics.view(name)
                .thenCombine(read, TopicEndpoints::answer)
                .whenCompleteAsync(
                        (answer, failure) -> exchange.answer(failure == null ? answer : failed(failure)),
                        exchange.socket().executor());
    }

    private static Response answer(TopicView topic, ReadResult read) {
        List<Message> messages =
                read instanceof ReadResult.Held held ? held.start().messages() : List.of();
        if (topic == null && messages.isEmpty()) {
            return Problem.of(Status.NOT_FOUND, "Nobody reads this topic here, and nothing of it is held.");
        }
        List<Message> last = messages.subList(Math.max(0, messages.size() - LAST), messages.size());
        String problem = read instanceof Refusal refusal ? refusal.detail() : null;
        return Response.json(TopicJson.one(topic, last, problem));
    }

    /** Publishes a body as it is. Operators may publish to every topic. */
    private final class Publish implements Endpoint {
        @Override
        public int bodyLimit() {
            return maxMessageBytes;
        }

        @Override
        public String bodyLimitSetting() {
            return "max-message";
        }

        @Override
        public void handle(Exchange exchange) {
            NoParameters.require(exchange);
            HeaderText.requireNone(
                    exchange.request(),
                    "none here; publishing below /t takes more",
                    "TTL",
                    "Idempotency-Key",
                    "Content-Encoding",
                    "Content-Range",
                    "If-Match",
                    "If-None-Match");
            String type = HeaderText.single(exchange.request(), "content-type");
            Publication publication = new Publication(
                    name(exchange),
                    MessageBody.payload(exchange.request().body(), type),
                    MessageBody.type(type),
                    HeaderText.single(exchange.request(), "Event"),
                    null,
                    null);
            access.publish(OPERATOR, exchange.socket().worker(), publication, result -> {
                if (!exchange.over()) {
                    exchange.answer(answer(result));
                }
            });
        }

        private static Response answer(PublishResult result) {
            if (result instanceof PublishResult.Published published) {
                return Response.json(Status.CREATED, TopicJson.published(published));
            }
            String detail = result instanceof Refusal refusal ? refusal.detail() : result.toString();
            return Problem.unavailable(detail, 1);
        }
    }
}
