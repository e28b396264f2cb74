package io.oneport.server.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.oneport.protocol.Command;
import io.oneport.protocol.Event;
import io.oneport.protocol.json.BadMessageException;
import io.oneport.protocol.json.CommandReader;
import io.oneport.protocol.json.EventReader;
import io.oneport.protocol.json.JsonWriter;
import java.nio.charset.StandardCharsets;

/** The JSON of {@code oneport.v1.json}: refused with a reason, or read, and then written so that it is read the same again. */
public final class JsonFuzz {
    private JsonFuzz() {}

    /** Called by Jazzer, and for each input of the corpus. */
    public static void fuzzerTestOneInput(byte[] input) throws BadMessageException {
        Command command = command(input);
        if (command != null) {
            byte[] written = JsonWriter.bytes(command);
            assertEquals(text(written), text(JsonWriter.bytes(CommandReader.command(written))));
        }
        Event event = event(input);
        if (event != null) {
            byte[] written = JsonWriter.bytes(event);
            assertEquals(text(written), text(JsonWriter.bytes(EventReader.event(written))));
        }
    }

    private static Command command(byte[] input) {
        try {
            return CommandReader.command(input);
        } catch (BadMessageException e) {
            JsonWriter.bytes(e.event(-1)); // what the peer is told can be written, whatever it has sent
            return null;
        }
    }

    private static Event event(byte[] input) {
        try {
            return EventReader.event(input);
        } catch (BadMessageException e) {
            return null;
        }
    }

    private static String text(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }
}
