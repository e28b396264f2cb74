package io.oneport.client.scenario;

import io.oneport.protocol.CloseCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what a step of a scenario file does: a request, a socket that opens or closes, a message, a pause. For one thread. */
final class ActionReader {
    /** The characters of a header field's name and of a subprotocol (RFC 9110, section 5.6.2). */
    static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

    private static final int MOST_WEIGHT = 1_000_000;
    private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    private final ScenarioVariables variables;

    ActionReader(ScenarioVariables variables) {
        this.variables = variables;
    }

    /**
     * Reads one.
     *
     * @param name of the action: any but {@code repeat}
     */
    ScenarioStep.Action read(String name, Yaml value) {
        return switch (name) {
            case "http" -> http(value);
            case "open" -> open(value);
            case "send" -> new ScenarioStep.Sending(message(value));
            case "await" -> new ScenarioStep.Receiving();
            case "wait" -> new ScenarioStep.Pausing(Pause.of(value));
            default -> new ScenarioStep.Leaving(closeCode(value));
        };
    }

    private ScenarioStep.HttpCall http(Yaml yaml) {
        Map<String, Yaml> members = yaml.members(Set.of("method", "url", "urls", "headers", "body"));
        Yaml method = members.get("method");
        Yaml body = members.get("body");
        String asked = method == null ? body == null ? "GET" : "POST" : method.text();
        if (method != null && !METHODS.contains(asked)) {
            throw method.wrong("GET, POST, PUT, PATCH, DELETE or OPTIONS");
        }
        if (members.containsKey("url") == members.containsKey("urls")) {
            throw yaml.wrong(members.containsKey("url") ? "url and urls" : "no url", "either url or urls");
        }
        List<ScenarioStep.WeightedUrl> urls = new ArrayList<>();
        if (members.containsKey("url")) {
            urls.add(new ScenarioStep.WeightedUrl(url(members.get("url")), 1));
        } else {
            for (Yaml item : yaml.member(members, "urls").items()) {
                Map<String, Yaml> one = item.members(Set.of("url", "weight"));
                int weight = one.containsKey("weight") ? one.get("weight").number(1, MOST_WEIGHT) : 1;
                urls.add(new ScenarioStep.WeightedUrl(url(item.member(one, "url")), weight));
            }
            if (urls.isEmpty()) {
                throw yaml.member(members, "urls").wrong("none", "at least one url");
            }
        }
        return new ScenarioStep.HttpCall(
                asked, urls, fields(members.get("headers")), body == null ? null : variables.template(body));
    }

    /** A path: a run loads one server, which its own URL names. */
    private Template url(Yaml yaml) {
        String text = yaml.text(
                "/[!-~]*", "a path of the server, such as /login, in ASCII: the command's URL names the server");
        return variables.template(yaml, text);
    }

    private List<ScenarioStep.HeaderField> fields(@Nullable Yaml yaml) {
        List<ScenarioStep.HeaderField> fields = new ArrayList<>();
        if (yaml != null) {
            yaml.members().forEach((name, value) -> {
                if (!name.matches(TOKEN)
                        || name.toLowerCase(Locale.ROOT)
                                .matches("host|content-length|connection|transfer-encoding|upgrade|sec-websocket-.*")) {
                    throw value.wrong(name, "the name of a header field that is not the client's own");
                }
                if (value.text().matches("(?s).*[\\r\\n].*")) {
                    throw value.wrong("one line");
                }
                fields.add(new ScenarioStep.HeaderField(name, variables.template(value)));
            });
        }
        return fields;
    }

    private ScenarioStep.SocketOpening open(Yaml yaml) {
        Map<String, Yaml> members =
                yaml.members(Set.of("url", "sse", "framing", "shared", "subprotocols", "headers", "replies"));
        boolean packets = members.containsKey("framing")
                && !members.get("framing").text("mqtt", "mqtt").isEmpty();
        boolean shared = members.containsKey("shared")
                && members.get("shared").text("true|false", "true or false").equals("true");
        if (members.containsKey("url") == members.containsKey("sse")) {
            throw yaml.wrong(
                    members.containsKey("url") ? "url and sse" : "no url",
                    "either url, of a WebSocket, or sse, of an event stream");
        }
        boolean events = members.containsKey("sse");
        List<String> subprotocols = new ArrayList<>();
        if (members.containsKey("subprotocols")) {
            for (Yaml item : members.get("subprotocols").itemsOrOne()) {
                subprotocols.add(item.text(TOKEN, "the name of a subprotocol"));
            }
        }
        List<ScenarioStep.AutoReply> replies = new ArrayList<>();
        if (members.containsKey("replies")) {
            for (Yaml item : members.get("replies").items()) {
                Map<String, Yaml> one = item.members(Set.of("when", "send"));
                replies.add(new ScenarioStep.AutoReply(
                        ExpectationReader.match(item.member(one, "when")), message(item.member(one, "send"))));
            }
        }
        return new ScenarioStep.SocketOpening(
                events,
                packets,
                shared,
                url(yaml.member(members, events ? "sse" : "url")),
                subprotocols,
                fields(members.get("headers")),
                replies);
    }

    /** Text, or an object with text or hex. */
    private Template message(Yaml yaml) {
        if (yaml.isText()) {
            return variables.template(yaml);
        }
        Map<String, Yaml> members = yaml.members(Set.of("text", "hex"));
        if (members.size() != 1) {
            throw yaml.wrong("either text or hex");
        }
        Yaml hex = members.get("hex");
        return hex == null ? variables.template(yaml.member(members, "text")) : variables.hex(hex);
    }

    private static int closeCode(Yaml yaml) {
        int code = yaml.number(1000, 4999);
        if (!CloseCode.mayBeSent(code)) {
            throw yaml.wrong("a close code that may be sent, such as 1000");
        }
        return code;
    }
}
