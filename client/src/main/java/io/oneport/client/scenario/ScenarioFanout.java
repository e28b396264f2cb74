package io.oneport.client.scenario;

import java.util.List;

/**
 * One publishes, and many receive, on any server: matched by the identity that each message carries. Immutable: any thread.
 *
 * @param subscribers how many receive
 * @param subscribe the steps that make one of them, once for each connection
 * @param receive where a message that it receives has the identity of the one that was published
 */
public record ScenarioFanout(int subscribers, List<ScenarioStep> subscribe, AnswerMatch receive) {
    /** Whether they read event streams. */
    public boolean events() {
        return subscribe.stream()
                .anyMatch(step -> step.action() instanceof ScenarioStep.SocketOpening open && open.events());
    }
}
