package io.oneport.server.websocket;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.oneport.protocol.Command;
import io.oneport.protocol.Setting;
import io.oneport.protocol.Since;
import io.oneport.server.broker.Topics;
import io.oneport.server.session.SessionSettings;
import io.oneport.server.session.TopicTarget;
import java.util.List;
import java.util.Map;

/** The WebSockets of topics: {@code /ws}, and every path below {@code /t/}. */
public final class TopicEndpoints {
    private TopicEndpoints() {}

    /** Many topics on one socket. */
    public static WebSocketEndpoint manyTopics(Topics topics, SessionSettings settings) {
        return new WebSocketEndpoint() {
            @Override
            public List<String> subprotocols() {
                return List.of(Command.SUBPROTOCOL);
            }

            @Override
            public int messageLimit(int maxMessageBytes, String subprotocol) {
                return envelope(maxMessageBytes);
            }

            @Override
            public boolean requiresSubprotocol() {
                return true;
            }

            @Override
            public MessageListener open(WebSocket socket, Opening opening) {
                return new JsonSocket(socket, topics, settings);
            }
        };
    }

    /** The topics that the path names. */
    public static WebSocketEndpoint topicsOfPath(Topics topics, SessionSettings settings) {
        return new WebSocketEndpoint() {
            @Override
            public List<String> subprotocols() {
                return List.of(Command.SUBPROTOCOL);
            }

            @Override
            public int messageLimit(int maxMessageBytes, String subprotocol) {
                return subprotocol == null ? maxMessageBytes : envelope(maxMessageBytes);
            }

            @Override
            public void check(String path, String query) {
                since(target(path), query);
            }

            @Override
            public MessageListener open(WebSocket socket, Opening opening) {
                TopicTarget target = target(opening.path());
                List<Since> since = since(target, opening.query());
                if (opening.subprotocol() == null) {
                    return new TopicSocket(socket, topics, target.topics(), since, settings);
                }
                JsonSocket json = new JsonSocket(socket, topics, settings);
                for (int i = 0; i < since.size(); i++) {
                    json.session().subscribe(null, target.topics().get(i), since.get(i));
                }
                return json;
            }

            private TopicTarget target(String path) {
                TopicTarget target = TopicTarget.parse(path, settings.maxTopics());
                Setting.require(
                        target.suffix().isEmpty() || target.suffix().equals("ws"),
                        "suffix",
                        target.suffix(),
                        "ws, or none");
                return target;
            }
        };
    }

    /** What a message of the longest kind can take in JSON: each byte escaped, and the members around it. */
    private static int envelope(int maxMessageBytes) {
        return (int) Math.min(Integer.MAX_VALUE, 6L * maxMessageBytes + 4096);
    }

    private static List<Since> since(TopicTarget target, String query) {
        Map<String, List<String>> parameters = new QueryStringDecoder(query, false).parameters();
        TopicTarget.requireParameters(parameters.keySet(), List.of("since"));
        List<String> values = parameters.get("since");
        return target.since(values == null ? null : values.get(values.size() - 1), new Since.Now());
    }
}
