package io.oneport.client.run;

import io.oneport.client.plan.LoadPlan;
import io.oneport.client.plan.Scenario;
import io.oneport.client.scenario.AnswerMatch;
import io.oneport.client.scenario.CsvRows;
import io.oneport.client.scenario.OwnMessages;
import io.oneport.client.scenario.Template;
import io.oneport.protocol.Setting;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** Messages of a person's own, for a server of any protocol. */
final class OwnMessageOptions {
    /** Room for values that are longer than their variables' names. */
    private static final int ROOM_BYTES = 4 << 10;

    @Option(
            names = "--message",
            paramLabel = "TEMPLATE",
            description = {
                "Text of each WebSocket message, in place of the client's own, with variables: {{seq}} and {{uuid}} (which"
                        + " message it is), {{now}} (milliseconds since 1970), {{user}} (number of the socket) and",
                "{{csv.COLUMN}} (see --csv). Bytes are sent by",
                "hex:30 2c 'text'"
            })
    private String message;

    @Option(
            names = "--match",
            paramLabel = "EXPR",
            defaultValue = "first",
            description = {
                "Where an answer to --message has its {{seq}} or {{uuid}}: a JSON pointer such as /id, or",
                "regex:PATTERN, of which the first group",
                "counts; or first, where answers come in order and carry no identity. Default: ${DEFAULT-VALUE}"
            })
    private String match;

    @Option(
            names = "--send-on-open",
            paramLabel = "TEMPLATE",
            description = "Message to send on each WebSocket when it opens, before all others. Its answer counts as"
                    + " unsolicited. Repeatable; needs --message.")
    private List<String> onOpen = List.of();

    @Option(
            names = "--csv",
            paramLabel = "FILE",
            description = {
                "{{csv.COLUMN}} stands for a field of this",
                "file, whose rows take turns; the first line names the columns."
            })
    private Path csv;

    boolean given() {
        return message != null;
    }

    /**
     * The messages.
     *
     * @param usual what they would be otherwise
     * @throws IllegalArgumentException if the options don't fit; the message is the line for the person
     */
    LoadPlan.Messages messages(Scenario what, LoadPlan.Messages usual) {
        if (message == null) {
            Setting.require(onOpen.isEmpty(), "send-on-open", String.join(", ", onOpen), "only with --message");
            Setting.require(csv == null, "csv", csv, "only with --message");
            return usual;
        }
        Setting.require(
                what == Scenario.ECHO || what == Scenario.CHURN,
                "message",
                message,
                "--scenario echo or churn; other workloads have messages of their own");
        CsvRows rows = csv == null ? CsvRows.NONE : CsvRows.read("csv", csv);
        Template template = Template.parse("message", message, rows.columns(), List.of());
        AnswerMatch matched = AnswerMatch.parse("match", match);
        Setting.require(
                matched instanceof AnswerMatch.InOrder || template.identifies(),
                "message",
                message,
                "{{seq}} or {{uuid}} in it, which --match finds in the answer");
        Setting.require(
                !(matched instanceof AnswerMatch.InOrder) || onOpen.isEmpty(),
                "match",
                match,
                "a JSON pointer or regex: with --send-on-open: an answer to that would be taken for one to a message");
        List<Template> first = onOpen.stream()
                .map(one -> Template.parse("send-on-open", one, rows.columns(), List.of()))
                .toList();
        int longest = message.length() + ROOM_BYTES;
        return new LoadPlan.Messages(
                longest,
                longest,
                true,
                !template.binary(),
                usual.deflate(),
                new OwnMessages(template, matched, first, rows));
    }

    /** Adds what was asked for, in words. */
    void tell(Map<String, String> settings) {
        if (message != null) {
            settings.put("message", message);
            settings.put("match", match);
        }
        if (!onOpen.isEmpty()) {
            settings.put("send-on-open", String.join(" ", onOpen));
        }
    }
}
