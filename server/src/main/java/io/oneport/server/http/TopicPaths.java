package io.oneport.server.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.oneport.protocol.ErrorCode;
import io.oneport.protocol.Setting;
import io.oneport.protocol.Since;
import io.oneport.protocol.Units;
import io.oneport.server.access.Origins;
import io.oneport.server.session.SessionSettings;
import io.oneport.server.session.StreamSession;
import io.oneport.server.session.TopicTarget;
import io.oneport.server.socket.Protocol;
import io.oneport.server.topic.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Topics over HTTP: {@code /t} and everything below it. Any event loop may call it. */
public final class TopicPaths {
    private static final int MAX_PAGE = 1000;
    private static final int DEFAULT_PAGE = 100;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    private final Topics topics;
    private final SessionSettings settings;
    private final Duration keepAliveInterval;
    private final AnswerBudget answers;

    private TopicPaths(Topics topics, SessionSettings settings, Duration keepAliveInterval) {
        this.topics = topics;
        this.settings = settings;
        this.keepAliveInterval = keepAliveInterval;
        this.answers = new AnswerBudget(settings.answersTotalBytes());
    }

    /**
     * The endpoints by path and method.
     *
     * @param maxBatchBytes the longest batch
     * @param keepAliveInterval how often an endless answer gets something to keep it alive
     */
    public static Map<String, Map<HttpMethod, Endpoint>> routes(
            Topics topics, SessionSettings settings, Origins origins, int maxBatchBytes, Duration keepAliveInterval) {
        TopicPaths paths = new TopicPaths(topics, settings, keepAliveInterval);
        Endpoint publish = new PublishEndpoint(topics, settings, origins);
        return Map.of(
                "/t",
                Map.of(HttpMethod.POST, new BatchEndpoint(topics, settings, origins, maxBatchBytes)),
                "/t/**",
                Map.of(HttpMethod.GET, paths::read, HttpMethod.POST, publish, HttpMethod.PUT, publish));
    }

    private void read(Exchange exchange) {
        TopicTarget target = TopicTarget.parse(exchange.path(), settings.maxTopics());
        String suffix = target.suffix().isEmpty() ? accepted(exchange) : target.suffix();
        switch (suffix) {
            case "" -> page(exchange, target);
            case "sse" ->
                stream(exchange, target, target.topics().size() == 1 ? StreamFormat.SSE : StreamFormat.SSE_WITHOUT_ID);
            case "json" -> stream(exchange, target, StreamFormat.JSON_LINES);
            case "raw" -> stream(exchange, target, StreamFormat.RAW);
            case "ws" ->
                exchange.answer(Problem.of(
                        HttpResponseStatus.UPGRADE_REQUIRED,
                        exchange.path() + " is a WebSocket and this request does not ask to upgrade."));
            default ->
                exchange.answer(Problem.of(
                        HttpResponseStatus.NOT_FOUND,
                        "suffix: " + suffix + " (expected: sse, json, raw, ws, or none)."));
        }
    }

    private static String accepted(Exchange exchange) {
        String accept =
                exchange.request().headers().get(HttpHeaderNames.ACCEPT, "").toLowerCase(Locale.ROOT);
        if (accept.contains("text/event-stream")) {
            return "sse";
        }
        return accept.contains("application/x-ndjson") ? "json" : "";
    }

    private void stream(Exchange exchange, TopicTarget target, StreamFormat format) {
        if (exchange.request().protocolVersion().equals(HttpVersion.HTTP_1_0)) {
            exchange.answer(Problem.of(
                    HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED, "A stream needs HTTP/1.1: it has no length."));
            return;
        }
        List<Since> since = target.since(position(exchange, format), new Since.Now());
        if (exchange.request().method().equals(HttpMethod.HEAD)) {
            exchange.answer(TopicStream.head(format));
            return;
        }
        StreamHandler handler = new StreamHandler(exchange.socket(), format.keepAlive(), keepAliveInterval);
        TopicStream stream = new TopicStream(exchange, target.topics(), format, handler);
        stream.session(
                StreamSession.open(topics, exchange.socket().worker(), target.topics(), since, stream, settings));
    }

    /** What an event stream's reader saw last goes before what its URL says, which stays the same when it comes back. */
    private static String position(Exchange exchange, StreamFormat format) {
        String lastEventId = exchange.request().headers().get("last-event-id", "");
        boolean resumes = format.protocol() == Protocol.SSE && !lastEventId.isEmpty();
        return resumes ? lastEventId : exchange.query("since");
    }

    private void page(Exchange exchange, TopicTarget target) {
        int limit = number(exchange.query("limit"));
        String waitText = exchange.query("wait");
        Duration wait = waitText == null ? Duration.ZERO : wait(waitText);
        Since otherwise = waitText == null ? new Since.All() : new Since.Now();
        List<Since> since = target.since(exchange.query("since"), otherwise);
        // The head of an answer is known at once: nobody waits for it.
        Duration patience = exchange.request().method().equals(HttpMethod.HEAD) ? Duration.ZERO : wait;
        HistoryPage page = new HistoryPage(exchange, answers, target.topics(), limit, patience);
        page.session(StreamSession.open(topics, exchange.socket().worker(), target.topics(), since, page, settings));
    }

    private static Duration wait(String text) {
        try {
            Duration wait = Units.duration(text);
            Setting.require(wait.compareTo(LONGEST_WAIT) <= 0, "wait", text, Units.text(LONGEST_WAIT) + " at most");
            return wait;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    Setting.refusal("wait", text, Units.DURATION_FORM + ", at most " + Units.text(LONGEST_WAIT)));
        }
    }

    private static int number(String text) {
        if (text == null) {
            return DEFAULT_PAGE;
        }
        String expected = "1 to " + MAX_PAGE;
        Setting.require(text.matches("\\d{1,4}"), "limit", text, expected);
        int limit = Integer.parseInt(text);
        Setting.require(limit >= 1 && limit <= MAX_PAGE, "limit", text, expected);
        return limit;
    }

    /** An error of a topic as an answer. */
    static Answer refused(ErrorCode code, String detail) {
        return switch (code) {
            case TOO_MANY_TOPICS ->
                Problem.of(HttpResponseStatus.SERVICE_UNAVAILABLE, detail, Map.of(HttpHeaderNames.RETRY_AFTER, "60"));
            case UNAVAILABLE ->
                Problem.of(HttpResponseStatus.SERVICE_UNAVAILABLE, detail, Map.of(HttpHeaderNames.RETRY_AFTER, "1"));
            case TOO_LARGE -> Problem.of(HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE, detail);
            default -> Problem.of(HttpResponseStatus.BAD_REQUEST, detail);
        };
    }

    /** Answers 403 to a page of another origin, which could otherwise publish in its reader's name. */
    static boolean refusesOrigin(Exchange exchange, Origins origins) {
        HttpHeaders headers = exchange.request().headers();
        String refusal = origins.refusal(headers.getAll(HttpHeaderNames.ORIGIN), headers.get(HttpHeaderNames.HOST, ""));
        if (refusal != null) {
            exchange.answer(Problem.of(HttpResponseStatus.FORBIDDEN, refusal));
        }
        return refusal != null;
    }
}
