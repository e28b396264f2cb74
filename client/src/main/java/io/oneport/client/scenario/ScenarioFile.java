package io.oneport.client.scenario;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A dialog, step by step, that many users hold with a server. Immutable: any thread.
 *
 * @param name for people
 * @param users how many may be at it at once
 * @param arrival how many begin in a second, as {@code --rate} or {@code --stages} have it; {@code null} if each begins
 *     again when it has ended
 * @param csv rows, of which each session takes the next
 * @param variables set when a session begins
 * @param thresholds conditions to meet
 * @param steps in their order, repeated ones as often as they are repeated
 * @param metrics the names of the steps that are timed
 * @param fanout publishers and subscribers besides, or {@code null}
 */
public record ScenarioFile(
        String name,
        String description,
        int users,
        @Nullable Located arrival,
        CsvRows csv,
        Map<String, Template> variables,
        List<Located> thresholds,
        List<ScenarioStep> steps,
        List<String> metrics,
        @Nullable ScenarioFanout fanout) {

    /** Text, and where it stands in its file. */
    public record Located(String text, String where) {}

    /** Whether a session may have a socket for requests and another one at once. */
    public boolean needsTwoSockets() {
        return (opens(false) || opens(true))
                && steps.stream().anyMatch(step -> step.action() instanceof ScenarioStep.HttpCall);
    }

    /** Whether any step needs a socket of this kind. */
    public boolean opens(boolean events) {
        return steps.stream()
                .anyMatch(step -> step.action() instanceof ScenarioStep.SocketOpening open && open.events() == events);
    }
}
