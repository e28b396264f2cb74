package io.oneport.client.net;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * permessage-deflate as this client offers it, and which answers to that it takes (RFC 7692, section 7.1). Stateless: any
 * thread.
 *
 * <p>The offer asks both sides to begin each message with an empty window, so that nothing has to be kept for a socket
 * between two messages. For the server's messages that is the server's to accept: by the same parameter in its answer
 * (section 7.1.1.1). An answer without it means that the server refers back to earlier messages, which takes a window of up
 * to 32 KiB for each socket. This client has none, and a client must fail the connection if it does not support what the
 * answer stands for (section 7.1). For the client's own messages it is but a hint: whatever the server answers, a sender is
 * free not to refer back (section 7.1.1.2).
 */
final class DeflateOffer {
    private static final String NAME = "permessage-deflate";
    private static final String SERVER_NO_CONTEXT_TAKEOVER = "server_no_context_takeover";
    private static final String CLIENT_NO_CONTEXT_TAKEOVER = "client_no_context_takeover";
    private static final String SERVER_MAX_WINDOW_BITS = "server_max_window_bits";

    /** The value of Sec-WebSocket-Extensions in the request. */
    static final String TEXT = NAME + "; " + CLIENT_NO_CONTEXT_TAKEOVER + "; " + SERVER_NO_CONTEXT_TAKEOVER;

    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    /** Not the beginning of a longer name. */
    private static final Pattern OWN_NAME = Pattern.compile(NAME + "(?!" + TOKEN + ")");
    /** With a value or without, which may be quoted (RFC 6455, section 9.1). */
    private static final Pattern PARAMETER =
            Pattern.compile("[ \t]*;[ \t]*(" + TOKEN + ")(?:[ \t]*=[ \t]*(\"?)(" + TOKEN + ")\\2)?");

    private DeflateOffer() {}

    /**
     * What should have come in the place of an answer's Sec-WebSocket-Extensions; empty if it is right.
     *
     * @param answer all lines of the field as one
     */
    static Optional<String> expectedInsteadOf(String answer) {
        if (!OWN_NAME.matcher(answer).lookingAt()) {
            return Optional.of(NAME + ", as nothing else was offered");
        }
        Set<String> names = new HashSet<>();
        Matcher parameter = PARAMETER.matcher(answer).region(NAME.length(), answer.length());
        while (parameter.lookingAt()) {
            Optional<String> expected = expectedInsteadOf(parameter.group(1), parameter.group(3));
            if (expected.isPresent()) {
                return expected;
            }
            if (!names.add(parameter.group(1))) {
                return Optional.of(parameter.group(1) + " once");
            }
            parameter.region(parameter.end(), answer.length());
        }
        if (parameter.regionStart() < answer.length()) {
            return Optional.of(NAME + " once, with its parameters and nothing else");
        }
        return names.contains(SERVER_NO_CONTEXT_TAKEOVER)
                ? Optional.empty()
                : Optional.of(SERVER_NO_CONTEXT_TAKEOVER + ", as no window is kept for a socket between messages");
    }

    private static Optional<String> expectedInsteadOf(String name, String value) {
        return switch (name) {
            case SERVER_NO_CONTEXT_TAKEOVER, CLIENT_NO_CONTEXT_TAKEOVER ->
                value == null ? Optional.empty() : Optional.of(name + " without a value");
            // A server may limit its window unasked (section 7.1.2.1), and any inflater reads a smaller one.
            case SERVER_MAX_WINDOW_BITS ->
                value != null && value.matches("[89]|1[0-5]") ? Optional.empty() : Optional.of(name + "=8 to 15");
            // client_max_window_bits among them: it may only answer an offer that has it (section 7.1.2.2).
            default -> Optional.of("no " + name + ", as it was not offered");
        };
    }
}
