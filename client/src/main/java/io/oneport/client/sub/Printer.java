package io.oneport.client.sub;

import io.oneport.client.cli.LocalFailure;
import io.oneport.client.cli.TextForm;
import io.oneport.protocol.Event;
import io.oneport.protocol.json.JsonWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Prints messages as lines; blocks as long as nobody reads them. For one thread. */
final class Printer {
    /** What a line shows. */
    enum LineFormat {
        /** The text. */
        TEXT,
        /** The topic's name and the text. */
        TOPIC_AND_TEXT,
        /** The whole event, as JSON. */
        JSON
    }

    private final OutputStream out;
    private final LineFormat form;
    private final boolean terminal;

    /** @param terminal whether a person's terminal shows it, which control characters would steer */
    Printer(OutputStream out, LineFormat form, boolean terminal) {
        this.out = out;
        this.form = form;
        this.terminal = terminal;
    }

    /**
     * Prints a message.
     *
     * @return whether anybody reads it; if not, all is over, and that is no failure: head(1) has had enough
     * @throws LocalFailure if it can't be printed
     */
    boolean message(Event.Message message) throws LocalFailure {
        if (form == LineFormat.JSON) {
            return line(JsonWriter.bytes(message));
        }
        String text = message.payload().text()
                ? message.payload().string()
                : TextForm.ofBytes(message.payload().bytes());
        String line = form == LineFormat.TEXT ? text : message.topic() + ": " + text;
        return line((terminal ? TextForm.harmless(line) : line).getBytes(StandardCharsets.UTF_8));
    }

    /** Prints a reset, if the form has a place for it; else as {@link #message}. */
    boolean reset(Event.Reset reset) throws LocalFailure {
        return form != LineFormat.JSON || line(JsonWriter.bytes(reset));
    }

    /** Prints that messages were dropped, if the form has a place for it; else as {@link #message}. */
    boolean missed(Event.Missed missed) throws LocalFailure {
        return form != LineFormat.JSON || line(JsonWriter.bytes(missed));
    }

    private boolean line(byte[] bytes) throws LocalFailure {
        ByteArrayOutputStream line = new ByteArrayOutputStream(bytes.length + 1);
        line.writeBytes(bytes);
        line.write('\n');
        try {
            // In one piece, so that lines of several writers to one pipe do not mix.
            line.writeTo(out);
            out.flush();
            return true;
        } catch (IOException failure) {
            if ("Broken pipe".equals(failure.getMessage())) {
                return false;
            }
            throw new LocalFailure("standard output: " + failure.getMessage());
        }
    }
}
