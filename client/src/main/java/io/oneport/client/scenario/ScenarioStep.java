package io.oneport.client.scenario;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One step of a scenario. Immutable: any thread.
 *
 * @param name what its metric is called, after {@code step.}; steps of one name share one
 * @param metric the number of that metric, from 0
 * @param where it stands in its file, for people
 * @param expect what answers it; {@code null} if nothing does
 * @param think how long to wait after it
 */
public record ScenarioStep(
        String name,
        int metric,
        String where,
        Action action,
        @Nullable Expectation expect,
        List<Capture> captures,
        Pause think) {

    /** What a step does. */
    public sealed interface Action {}

    /** A header field. */
    public record HeaderField(String name, Template value) {}

    /** One of several URLs, and how often it is taken in comparison with the others. */
    public record WeightedUrl(Template url, int weight) {}

    /** A message that is answered whenever it comes, such as a heartbeat. */
    public record AutoReply(AnswerMatch when, Template send) {}

    /** Asks over HTTP. */
    public record HttpCall(
            String method,
            List<WeightedUrl> urls,
            List<HeaderField> headers,
            @Nullable Template body) implements Action {
        /** The same for requests that differ only in the identity of their messages and the time. */
        public long likeness(TemplateValues values, Template url) {
            long likeness = url.likeness(values, method.hashCode());
            for (HeaderField header : headers) {
                likeness = header.value().likeness(values, likeness);
            }
            return body == null ? likeness : body.likeness(values, likeness);
        }
    }

    /**
     * Opens a WebSocket, or an event stream. What it is to become, is part of it: the upgrade, or the head of the answer.
     *
     * @param events whether it is an event stream
     * @param packets whether WebSocket messages carry packets of MQTT, cut anywhere
     * @param shared whether messages that are meant for other sessions come here, too, as in a room
     */
    public record SocketOpening(
            boolean events,
            boolean packets,
            boolean shared,
            Template url,
            List<String> subprotocols,
            List<HeaderField> headers,
            List<AutoReply> replies)
            implements Action {}

    /** Sends a message. */
    public record Sending(Template message) implements Action {}

    /** Waits for a message. */
    public record Receiving() implements Action {}

    /** Does nothing for a while. */
    public record Pausing(Pause pause) implements Action {}

    /** Closes the WebSocket or event stream. */
    public record Leaving(int code) implements Action {}

    /** Whether what it sends says which message it is. */
    public boolean identifies() {
        if (action instanceof HttpCall call) {
            return call.body() != null && call.body().identifies()
                    || call.urls().stream().anyMatch(one -> one.url().identifies())
                    || call.headers().stream().anyMatch(one -> one.value().identifies());
        }
        return action instanceof Sending sends && sends.message().identifies();
    }

    /** Whether it is timed and accounted for. */
    public boolean isMeasured() {
        return !(action instanceof Pausing);
    }
}
