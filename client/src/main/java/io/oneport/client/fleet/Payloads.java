package io.oneport.client.fleet;

import io.oneport.client.plan.LoadPlan;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Makes the messages of one worker's sockets, and looks at those that come. Confined to its loop. */
class Payloads {
    /** Makes those of a plan. */
    static Payloads of(LoadPlan.Messages messages, int run, SplittableRandom random) {
        return messages.own() == null
                ? new Payloads(messages, run, random)
                : new TemplatePayloads(messages, messages.own(), run, random);
    }

    private static final byte FILLER = 'o';

    private final LoadPlan.Messages messages;
    private final CheckedMessage probe;
    private final SplittableRandom random;
    private byte[] bytes;

    Payloads(LoadPlan.Messages messages, int run, SplittableRandom random) {
        this.messages = messages;
        this.probe = new CheckedMessage(run);
        this.random = random;
        this.bytes = new byte[messages.maxBytes()];
        Arrays.fill(bytes, FILLER);
    }

    /** Makes a message; {@link #bytes} has it then. Returns its length. */
    int write(int connection, long sequence, long due, long now) {
        int length = messages.minBytes() == messages.maxBytes()
                ? messages.minBytes()
                : random.nextInt(messages.minBytes(), messages.maxBytes() + 1);
        if (messages.integrity()) {
            if (messages.text()) {
                bytes = probe.text(length, connection, sequence, due, now);
            } else {
                probe.write(bytes, length, connection, sequence, due, now);
            }
        }
        return length;
    }

    byte[] bytes() {
        return bytes;
    }

    boolean text() {
        return messages.text();
    }

    boolean integrity() {
        return messages.integrity();
    }

    /** Whether a message of ours can be this long. */
    boolean mayHave(int length) {
        return length >= messages.minBytes() && length <= messages.maxBytes();
    }

    /** Looks at a message, whatever its type; {@link #probe} then says what it carries. */
    CheckedMessage.Reading read(byte[] content, int length) {
        return messages.text() ? probe.readText(content, length) : probe.read(content, length);
    }

    /**
     * Looks at a message that is to come back as it was sent: one of another type is corrupted (RFC 6455, section 5.6), and
     * so is text that is not UTF-8 (section 8.1).
     */
    CheckedMessage.Reading read(byte[] content, int length, boolean text) {
        CheckedMessage.Reading reading = read(content, length);
        boolean changed =
                reading == CheckedMessage.Reading.UNKNOWN ? text && !isUtf8(content, length) : text != messages.text();
        return changed ? CheckedMessage.Reading.CORRUPTED : reading;
    }

    static boolean isUtf8(byte[] content, int length) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content, 0, length));
            return true;
        } catch (CharacterCodingException notUtf8) {
            return false;
        }
    }

    /** Who sent the message that was read last. */
    int connection() {
        return probe.connection();
    }

    /** Which of that sender's messages it is. */
    long sequence() {
        return probe.sequence();
    }

    /** Whether answers come in the order of the messages. */
    boolean isOrdered() {
        return true;
    }

    /** Whether a message that is not answered in time is known to be lost. */
    boolean countsLost() {
        return messages.integrity();
    }

    /** Whether an answer that comes late would be taken for that to a later message. */
    boolean isConfusedByLateAnswers() {
        return false;
    }

    /** What a socket sends as soon as it is open. */
    void greet(int connection, Greeting greeting) {}

    /** Takes a message that is sent first. */
    interface Greeting {
        void send(byte[] content, int length, boolean text);
    }

    CheckedMessage probe() {
        return probe;
    }
}
