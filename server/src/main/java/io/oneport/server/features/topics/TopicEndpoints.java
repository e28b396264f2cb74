package io.oneport.server.features.topics;

import io.oneport.protocol.Command;
import io.oneport.protocol.Setting;
import io.oneport.protocol.Since;
import io.oneport.server.api.MessageListener;
import io.oneport.server.api.Request;
import io.oneport.server.api.Response;
import io.oneport.server.api.WebSocket;
import io.oneport.server.api.WebSocketEndpoint;
import io.oneport.server.broker.Refusal;
import io.oneport.server.session.SessionSettings;
import io.oneport.server.session.TopicAccess;
import io.oneport.server.session.TopicTarget;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The WebSockets of topics: {@code /ws}, and every path below {@code /t/}. */
final class TopicEndpoints {
    /**
     * A name for having none: a browser that offers its token as a subprotocol closes the socket unless the server selects
     * another one that it has offered.
     */
    private static final String RAW_SUBPROTOCOL = "oneport.v1.raw";

    private TopicEndpoints() {}

    /** Many topics on one socket. */
    static WebSocketEndpoint manyTopics(TopicAccess topics, SessionSettings settings) {
        return new WebSocketEndpoint() {
            @Override
            public List<String> subprotocols() {
                return List.of(Command.SUBPROTOCOL);
            }

            @Override
            public int messageLimit(int maxMessageBytes, @Nullable String subprotocol) {
                return envelope(maxMessageBytes);
            }

            @Override
            public boolean requiresSubprotocol() {
                return true;
            }

            @Override
            public void check(Request request) {
                topics.requireParameters(request.queryNames(), List.of());
            }

            @Override
            public MessageListener open(WebSocket socket, Opening opening) {
                return new JsonSocket(socket, topics, opening.principal(), settings);
            }
        };
    }

    /** The topics that the path names. */
    static WebSocketEndpoint topicsOfPath(TopicAccess topics, SessionSettings settings) {
        return new WebSocketEndpoint() {
            @Override
            public List<String> subprotocols() {
                return List.of(Command.SUBPROTOCOL, RAW_SUBPROTOCOL);
            }

            @Override
            public int messageLimit(int maxMessageBytes, @Nullable String subprotocol) {
                return isRaw(subprotocol) ? maxMessageBytes : envelope(maxMessageBytes);
            }

            @Override
            public void check(Request request) {
                since(topics, target(request), request);
            }

            @Override
            public @Nullable Response refusal(Opening opening) {
                Refusal refusal = topics.readRefusal(
                        opening.principal(), target(opening.request()).topics());
                return refusal == null ? null : Refusals.of(refusal);
            }

            @Override
            public MessageListener open(WebSocket socket, Opening opening) {
                TopicTarget target = target(opening.request());
                List<Since> since = since(topics, target, opening.request());
                if (isRaw(opening.subprotocol())) {
                    return new TopicSocket(socket, topics, opening.principal(), target.topics(), since, settings);
                }
                JsonSocket json = new JsonSocket(socket, topics, opening.principal(), settings);
                for (int i = 0; i < since.size(); i++) {
                    json.session().subscribe(null, target.topics().get(i), since.get(i));
                }
                return json;
            }

            private TopicTarget target(Request request) {
                TopicTarget target = TopicTarget.parse(request.path(), settings.maxTopics());
                Setting.require(
                        target.suffix().isEmpty() || target.suffix().equals("ws"),
                        "suffix",
                        target.suffix(),
                        "ws, or none");
                return target;
            }
        };
    }

    private static boolean isRaw(@Nullable String subprotocol) {
        return subprotocol == null || subprotocol.equals(RAW_SUBPROTOCOL);
    }

    /** What a message of the longest kind can take in JSON: each byte escaped, and the members around it. */
    private static int envelope(int maxMessageBytes) {
        return (int) Math.min(Integer.MAX_VALUE, 6L * maxMessageBytes + 4096);
    }

    private static List<Since> since(TopicAccess topics, TopicTarget target, Request request) {
        topics.requireParameters(request.queryNames(), List.of("since"));
        return target.since(request.query("since"), new Since.Now());
    }
}
