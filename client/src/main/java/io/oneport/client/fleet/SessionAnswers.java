package io.oneport.client.fleet;

import io.oneport.client.account.Content;
import io.oneport.client.net.HttpAnswer;
import io.oneport.client.scenario.Capture;
import io.oneport.client.scenario.Expectation;
import io.oneport.client.scenario.ScenarioStep;
import io.oneport.client.scenario.TemplateValues;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Looks at what a session is answered, and keeps what its steps capture. Confined to its worker's loop. */
final class SessionAnswers {
    private static final int LONGEST_CAPTURE = 64 << 10;

    private final Content found;
    private final int number;
    private final TemplateValues values;

    /** @param number the session's socket number */
    SessionAnswers(Content found, int number, TemplateValues values) {
        this.found = found;
        this.number = number;
        this.values = values;
    }

    /** Takes the response to a request; gives what is wrong with it, or {@code null}. */
    @Nullable
    String fault(ScenarioStep step, HttpAnswer answer) {
        Expectation expected = Objects.requireNonNull(step.expect(), "each request is answered");
        byte[] body = answer.body();
        if (!expected.takes(answer.status())) {
            return "HTTP status " + answer.statusLine();
        }
        if (!expected.holds(values, body, body.length, true)) {
            boolean ofAnother = expected.identity(values, body, body.length, true)
                    .filter(id -> id.sender() != number)
                    .isPresent();
            found.crossed += ofAnother ? 1 : 0;
            return "the body is not as expected: " + expected.words();
        }
        found.messages += expected.identifies() ? 1 : 0;
        for (Capture capture : step.captures()) {
            String part = captured(capture, answer);
            if (!keep(capture, part)) {
                return nothing(capture);
            }
        }
        return null;
    }

    private static @Nullable String captured(Capture capture, HttpAnswer answer) {
        byte[] body = answer.body();
        if (capture.match() != null) {
            return capture.match().find(body, body.length, true);
        }
        String header = capture.header();
        return header == null
                ? null
                : answer.fields(header).stream().findFirst().orElse(null);
    }

    /** Takes the message that answers a step; gives what is wrong with it, or {@code null}. */
    @Nullable
    String fault(ScenarioStep step, byte[] content, int length, boolean text) {
        for (Capture capture : step.captures()) {
            String part = capture.match() == null ? null : capture.match().find(content, length, text);
            if (!keep(capture, part)) {
                return nothing(capture);
            }
        }
        return null;
    }

    private boolean keep(Capture capture, @Nullable String part) {
        if (part == null || part.length() > LONGEST_CAPTURE) {
            return false;
        }
        values.set(capture.variable(), part);
        return true;
    }

    private static String nothing(Capture capture) {
        return "nothing to capture as " + capture.variable() + " (expected: " + capture.source() + ")";
    }
}
