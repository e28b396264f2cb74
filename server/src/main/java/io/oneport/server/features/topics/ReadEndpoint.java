package io.oneport.server.features.topics;

import io.oneport.protocol.Setting;
import io.oneport.protocol.Since;
import io.oneport.protocol.Units;
import io.oneport.server.api.Endpoint;
import io.oneport.server.api.Exchange;
import io.oneport.server.api.HeaderText;
import io.oneport.server.api.MediaType;
import io.oneport.server.api.Method;
import io.oneport.server.api.Problem;
import io.oneport.server.api.Request;
import io.oneport.server.api.ResponseStream;
import io.oneport.server.api.Status;
import io.oneport.server.broker.Refusal;
import io.oneport.server.connection.Protocol;
import io.oneport.server.session.LastEventId;
import io.oneport.server.session.SessionSettings;
import io.oneport.server.session.StreamSession;
import io.oneport.server.session.TopicAccess;
import io.oneport.server.session.TopicTarget;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads topics over HTTP: a page of history, or an endless answer. Any event loop may call it. */
final class ReadEndpoint implements Endpoint {
    private static final int MAX_PAGE = 1000;
    private static final int DEFAULT_PAGE = 100;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    /** Suffixes by the type that asks for the same; the one that goes before others of the same weight comes first. */
    private static final Map<String, String> STREAMS = streams();

    private static final List<String> PAGE_PARAMETERS = List.of("since", "limit", "wait");
    private static final List<String> STREAM_PARAMETERS = List.of("since");
    /** Parameters that may have the last event id, for clients that can't set a header; the last is the one of amvtek's. */
    private static final List<String> LAST_EVENT_IDS = List.of("lastEventId", "Last-Event-ID", "evs_last_event_id");

    /**
     * What libraries that stand in for EventSource in old browsers add to a URL, and what needs no answer: a random number
     * against caches (Yaffle's), and requests for a beginning that makes Internet Explorer show what comes.
     */
    private static final Set<String> OF_POLYFILLS = Set.of("r", "padding", "evs_preamble");

    private static final List<String> EVENT_STREAM_PARAMETERS = List.of("since", "lastEventId", "Last-Event-ID");

    private final TopicAccess topics;
    private final SessionSettings settings;
    private final Map<StreamFormat, ResponseStream.Form> forms = new EnumMap<>(StreamFormat.class);
    private final AnswerBudget answers;

    /**
     * Creates the endpoint.
     *
     * @param keepAliveInterval how often an endless answer gets something to keep it alive
     */
    ReadEndpoint(TopicAccess topics, SessionSettings settings, Duration keepAliveInterval) {
        this.topics = topics;
        this.settings = settings;
        this.answers = new AnswerBudget(settings.answersTotalBytes());
        for (StreamFormat format : StreamFormat.values()) {
            forms.put(format, new ResponseStream.Form(format.protocol(), format.keepAlive(), keepAliveInterval));
        }
    }

    private static Map<String, String> streams() {
        Map<String, String> streams = new LinkedHashMap<>();
        streams.put("text/event-stream", "sse");
        streams.put(MediaType.JSON_LINES, "json");
        MediaType.JSON_LINES_TOO.forEach(type -> streams.put(type, "json"));
        return streams;
    }

    @Override
    public void handle(Exchange exchange) {
        TopicTarget target = TopicTarget.parse(exchange.request().path(), settings.maxTopics());
        Refusal refusal = topics.readRefusal(exchange.principal(), target.topics());
        if (refusal != null) {
            exchange.answer(Refusals.of(refusal));
            return;
        }
        String suffix = target.suffix().isEmpty() ? accepted(exchange) : target.suffix();
        switch (suffix) {
            case "" -> page(exchange, target);
            case "sse" ->
                stream(exchange, target, target.topics().size() == 1 ? StreamFormat.SSE : StreamFormat.SSE_OF_SEVERAL);
            case "json" -> stream(exchange, target, StreamFormat.JSON_LINES);
            case "raw" -> stream(exchange, target, StreamFormat.RAW);
            case "ws" ->
                exchange.answer(Problem.of(
                        Status.UPGRADE_REQUIRED,
                        exchange.request().path() + " is a WebSocket and this request does not ask to upgrade."));
            default ->
                exchange.answer(Problem.of(
                        Status.NOT_FOUND, "suffix: " + suffix + " (expected: sse, json, raw, ws, or none)."));
        }
    }

    private static String accepted(Exchange exchange) {
        List<String> accept = exchange.request().headers("accept");
        String best = "";
        MediaType.Welcome page = MediaType.welcome(accept, MediaType.JSON);
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

    private ResponseStream.Form form(StreamFormat format) {
        return Objects.requireNonNull(forms.get(format), "every format has one");
    }

    private void stream(Exchange exchange, TopicTarget target, StreamFormat format) {
        boolean events = format.protocol() == Protocol.SSE;
        requireParameters(exchange.request(), events);
        List<Since> since = target.since(exchange.request().query("since"), new Since.Now());
        String last = events ? lastEventId(exchange) : "";
        LastEventId resume =
                last.isEmpty() ? null : LastEventId.parse(last, target.topics().size());
        if (exchange.request().method() == Method.HEAD) {
            exchange.answer(TopicStream.head(format));
            return;
        }
        List<String> asked = resume == null ? List.of() : resume.asked();
        TopicStream stream = new TopicStream(exchange, target.topics(), format, form(format), asked);
        stream.session(StreamSession.open(
                topics,
                exchange.principal(),
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
        String header = exchange.request().header("last-event-id");
        if (header != null && !header.isEmpty()) {
            return HeaderText.lenient(header);
        }
        for (String parameter : LAST_EVENT_IDS) {
            List<String> values = exchange.request().queryValues(parameter);
            // A URL may have one already when the library adds that of the last event.
            String value = values.isEmpty() ? "" : values.get(values.size() - 1);
            if (!value.isEmpty()) {
                return value;
            }
        }
        return "";
    }

    private void requireParameters(Request request, boolean events) {
        Set<String> given = request.queryNames();
        if (!events) {
            topics.requireParameters(given, STREAM_PARAMETERS);
            return;
        }
        List<String> others = given.stream()
                .filter(name -> !OF_POLYFILLS.contains(name) && !LAST_EVENT_IDS.contains(name))
                .toList();
        topics.requireParameters(others, EVENT_STREAM_PARAMETERS);
    }

    private void page(Exchange exchange, TopicTarget target) {
        topics.requireParameters(exchange.request().queryNames(), PAGE_PARAMETERS);
        int limit = number(exchange.request().query("limit"));
        String waitText = exchange.request().query("wait");
        Duration wait = waitText == null ? Duration.ZERO : wait(waitText);
        Since otherwise = waitText == null ? new Since.All() : new Since.Now();
        List<Since> since = target.since(exchange.request().query("since"), otherwise);
        // The head of an answer is known at once: nobody waits for it.
        Duration patience = exchange.request().method() == Method.HEAD ? Duration.ZERO : wait;
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

    private static int number(@Nullable String text) {
        if (text == null) {
            return DEFAULT_PAGE;
        }
        String expected = "1 to " + MAX_PAGE;
        Setting.require(text.matches("\\d{1,4}"), "limit", text, expected);
        int limit = Integer.parseInt(text);
        Setting.require(limit >= 1 && limit <= MAX_PAGE, "limit", text, expected);
        return limit;
    }
}
