package io.oneport.client.scenario;

import java.util.List;

/**
 * Messages of a person's own, in place of the client's.
 *
 * @param message what is sent
 * @param match where an answer says which message it answers
 * @param onOpen what is sent first on each WebSocket; no answer to it is awaited
 * @param csv rows for the messages, which take turns
 */
public record OwnMessages(Template message, AnswerMatch match, List<Template> onOpen, CsvRows csv) {
    /** Whether an answer says which message it answers. */
    public boolean matched() {
        return !(match instanceof AnswerMatch.InOrder);
    }
}
