package io.oneport.client.scenario;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an answer is to be. Immutable: any thread.
 *
 * @param statuses of HTTP: from, to, from, to…; empty for 200 to 299
 * @param conditions all of which must hold for a message, or for the body of a response
 */
public record Expectation(List<Integer> statuses, List<Condition> conditions) {
    /** A response of HTTP that says that all went well. */
    public static final Expectation SUCCESS = new Expectation(List.of(), List.of());

    /**
     * Something that is to be found.
     *
     * @param value what it is to be; {@code null} for anything
     */
    public record Condition(AnswerMatch match, @Nullable Template value) {
        /** Whether the value says which message is answered. */
        public boolean identifies() {
            return value != null && value.isIdentity();
        }
    }

    /** Whether it takes such a status. */
    public boolean takes(int status) {
        if (statuses.isEmpty()) {
            return status >= 200 && status <= 299;
        }
        for (int i = 0; i < statuses.size(); i += 2) {
            if (status >= statuses.get(i) && status <= statuses.get(i + 1)) {
                return true;
            }
        }
        return false;
    }

    /** Whether all conditions hold. */
    public boolean holds(TemplateValues values, byte[] content, int length, boolean text) {
        for (Condition condition : conditions) {
            String found = condition.match.find(content, length, text);
            if (found == null
                    || condition.value != null && !condition.value.text(values).equals(found)) {
                return false;
            }
        }
        return true;
    }

    /** Which of our messages this one answers, if it says so. */
    public Optional<ProbeId> identity(TemplateValues values, byte[] content, int length, boolean text) {
        for (Condition condition : conditions) {
            if (condition.identifies()) {
                String found = condition.match.find(content, length, text);
                return found == null ? Optional.empty() : ProbeId.parse(values.run(), found);
            }
        }
        return Optional.empty();
    }

    /** Whether it says which message is answered. */
    public boolean identifies() {
        return conditions.stream().anyMatch(Condition::identifies);
    }

    /** In words. */
    public String words() {
        List<String> words = conditions.stream()
                .map(condition -> condition.match.source() + (condition.value == null ? "" : " = " + condition.value))
                .toList();
        return words.isEmpty() ? "any" : String.join(", ", words);
    }
}
