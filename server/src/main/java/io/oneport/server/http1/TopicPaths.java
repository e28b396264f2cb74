package io.oneport.server.http1;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.oneport.protocol.Setting;
import io.oneport.protocol.Since;
import io.oneport.protocol.Units;
import io.oneport.server.auth.Origins;
import io.oneport.server.broker.Refusal;
import io.oneport.server.broker.Topics;
import io.oneport.server.connection.Protocol;
import io.oneport.server.session.LastEventId;
import io.oneport.server.session.SessionSettings;
import io.oneport.server.session.StreamSession;
import io.oneport.server.session.TopicTarget;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Topics over HTTP: {@code /t} and everything below it. Any event loop may call it. */
public final class TopicPaths {
    private static final int MAX_PAGE = 1000;
    private static final int DEFAULT_PAGE = 100;
    /** When to try again where there are too many topics: that takes as long as histories take to run out. */
    private static final Duration NEW_TOPIC_RETRY = Duration.ofSeconds(60);

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    /** Suffixes by the type that asks for the same; the one that goes before others of the same weight comes first. */
    private static final Map<String, String> STREAMS = streams();

    private static final List<String> PAGE_PARAMETERS = List.of("since", "limit", "wait");
    private static final List<String> STREAM_PARAMETERS = List.of("since");
    private static final List<String> EVENT_STREAM_PARAMETERS = List.of("since", "lastEventId", "Last-Event-ID");

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

    private static Map<String, String> streams() {
        Map<String, String> streams = new LinkedHashMap<>();
        streams.put("text/event-stream", "sse");
        streams.put("application/x-ndjson", "json");
        return streams;
    }

    private void read(Exchange exchange) {
        TopicTarget target = TopicTarget.parse(exchange.path(), settings.maxTopics());
        String suffix = target.suffix().isEmpty() ? accepted(exchange) : target.suffix();
        switch (suffix) {
            case "" -> page(exchange, target);
            case "sse" ->
                stream(exchange, target, target.topics().size() == 1 ? StreamFormat.SSE : StreamFormat.SSE_OF_SEVERAL);
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
        List<String> accept = exchange.request().headers().getAll(HttpHeaderNames.ACCEPT);
        String best = "";
        MediaType.Welcome page = MediaType.welcome(accept, "application/json");
        MediaType.Welcome most = page;
        for (Map.Entry<String, String> stream : STREAMS.entrySet()) {
            MediaType.Welcome welcome = MediaType.welcome(accept, stream.getKey());
            // Who names a stream and a page wants the stream; who takes anything gets the page.
            boolean preferred = best.isEmpty() && welcome.named() && welcome.weight() > 0;
            if (welcome.weight() > most.weight() || preferred && welcome.weight() == most.weight()) {
                best = stream.getValue();
                most = welcome;
            }
        }
        return best;
    }

    private void stream(Exchange exchange, TopicTarget target, StreamFormat format) {
        boolean events = format.protocol() == Protocol.SSE;
        TopicTarget.requireParameters(exchange.queryNames(), events ? EVENT_STREAM_PARAMETERS : STREAM_PARAMETERS);
        List<Since> since = target.since(exchange.query("since"), new Since.Now());
        String last = events ? lastEventId(exchange) : "";
        LastEventId resume =
                last.isEmpty() ? null : LastEventId.parse(last, target.topics().size());
        // HTTP/1.0 has no chunks: the end of the connection ends the body (RFC 9112, section 6.3).
        boolean chunked = !exchange.request().protocolVersion().equals(HttpVersion.HTTP_1_0);
        if (exchange.request().method().equals(HttpMethod.HEAD)) {
            exchange.answer(TopicStream.head(format, chunked));
            return;
        }
        StreamHandler handler = new StreamHandler(exchange.socket(), format.keepAlive(), keepAliveInterval, chunked);
        TopicStream stream = new TopicStream(
                exchange, target.topics(), format, handler, resume == null ? List.of() : resume.asked(), chunked);
        stream.session(StreamSession.open(
                topics,
                exchange.socket().worker(),
                target.topics(),
                resume == null ? since : resume.since(),
                stream,
                settings));
    }

    /**
     * What an event stream's reader saw last, or the empty string. It goes before {@code since}, which stays in the URL
     * when the reader comes back; the header goes before the parameters, which are for those that can't set a header.
     */
    private static String lastEventId(Exchange exchange) {
        String header = HeaderText.lenient(exchange.request().headers().get("last-event-id", ""));
        if (!header.isEmpty()) {
            return header;
        }
        for (String parameter : List.of("lastEventId", "Last-Event-ID")) {
            String value = exchange.query(parameter);
            if (value != null && !value.isEmpty()) {
                return value;
            }
        }
        return "";
    }

    private void page(Exchange exchange, TopicTarget target) {
        TopicTarget.requireParameters(exchange.queryNames(), PAGE_PARAMETERS);
        int limit = number(exchange.query("limit"));
        String waitText = exchange.query("wait");
        Duration wait = waitText == null ? Duration.ZERO : wait(waitText);
        Since otherwise = waitText == null ? new Since.All() : new Since.Now();
        List<Since> since = target.since(exchange.query("since"), otherwise);
        // The head of an answer is known at once: nobody waits for it.
        Duration patience = exchange.request().method().equals(HttpMethod.HEAD) ? Duration.ZERO : wait;
        HistoryPage.serve(exchange, answers, topics, settings, target.topics(), since, limit, patience);
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

    /** Why a topic cannot be published to or read, as an answer. */
    static Answer refused(Refusal refusal) {
        if (refusal instanceof Refusal.Unavailable unavailable) {
            return unavailable(refusal.detail(), unavailable.retryAfter());
        }
        return switch (refusal.code()) {
            case TOO_MANY_TOPICS -> unavailable(refusal.detail(), NEW_TOPIC_RETRY);
            case TOO_LARGE -> Problem.of(HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE, refusal.detail());
            default -> Problem.of(HttpResponseStatus.BAD_REQUEST, refusal.detail());
        };
    }

    /** 503; the header has whole seconds (RFC 9110, section 10.2.3), so that nobody is asked to come too early. */
    private static Answer unavailable(String detail, Duration retryAfter) {
        long seconds = retryAfter.plusMillis(999).toSeconds();
        return Problem.of(
                HttpResponseStatus.SERVICE_UNAVAILABLE,
                detail,
                Map.of(HttpHeaderNames.RETRY_AFTER, Long.toString(seconds)));
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
