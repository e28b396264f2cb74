package io.oneport.client.fleet;

import io.oneport.client.plan.LoadPlan;
import io.oneport.client.scenario.MessageBuffer;
import io.oneport.client.scenario.OwnMessages;
import io.oneport.client.scenario.ProbeId;
import io.oneport.client.scenario.Template;
import io.oneport.client.scenario.TemplateValues;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Messages of a person's own. An answer is one of ours if it says whose it is; what it has besides can't be checked. Where
 * answers only come in order, each is taken for that to the oldest message.
 */
final class TemplatePayloads extends Payloads {
    private final OwnMessages own;
    private final MessageBuffer buffer = new MessageBuffer();
    private final TemplateValues values;
    private long row;
    private ProbeId read = new ProbeId(0, 0);

    TemplatePayloads(LoadPlan.Messages messages, OwnMessages own, int run, SplittableRandom random) {
        super(messages, run, random);
        this.own = own;
        this.values = new TemplateValues(run);
        // Workers do not all begin with the same row.
        this.row = random.nextInt(Integer.MAX_VALUE);
    }

    @Override
    int write(int connection, long sequence, long due, long now) {
        write(own.message(), connection, sequence);
        return buffer.length();
    }

    private void write(Template template, int connection, long sequence) {
        values.message(connection, sequence);
        values.row(own.csv().row(row++));
        buffer.clear();
        template.write(values, buffer);
    }

    @Override
    void greet(int connection, Greeting greeting) {
        for (Template template : own.onOpen()) {
            write(template, connection, 0);
            greeting.send(buffer.bytes(), buffer.length(), !template.binary());
        }
    }

    @Override
    byte[] bytes() {
        return buffer.bytes();
    }

    @Override
    boolean text() {
        return !own.message().binary();
    }

    @Override
    boolean integrity() {
        return own.matched();
    }

    /** Who says which message an answer is for, may answer in any order, as JSON-RPC does. */
    @Override
    boolean isOrdered() {
        return !own.matched();
    }

    @Override
    boolean countsLost() {
        return true;
    }

    @Override
    boolean isConfusedByLateAnswers() {
        return !own.matched();
    }

    @Override
    boolean mayHave(int length) {
        return true;
    }

    @Override
    CheckedMessage.Reading read(byte[] content, int length, boolean text) {
        if (text && !isUtf8(content, length)) {
            return CheckedMessage.Reading.CORRUPTED;
        }
        String found = own.match().find(content, length, text);
        Optional<ProbeId> id = found == null ? Optional.empty() : ProbeId.parse(values.run(), found);
        if (id.isEmpty()) {
            return CheckedMessage.Reading.UNKNOWN;
        }
        read = id.get();
        return CheckedMessage.Reading.INTACT;
    }

    @Override
    int connection() {
        return read.sender();
    }

    @Override
    long sequence() {
        return read.sequence();
    }
}
