package io.oneport.client.sub;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.oneport.client.cli.LocalFailure;
import io.oneport.protocol.Event;
import io.oneport.protocol.MessageId;
import io.oneport.protocol.Payload;
import io.oneport.protocol.TopicName;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PrinterTest {
    private static String printed(Printer.LineFormat form, boolean terminal, Payload payload) throws LocalFailure {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new Printer(out, form, terminal)
                .message(new Event.Message(new TopicName("news"), MessageId.parse("e.1"), 0, payload, null, null));
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void textIsALine() throws LocalFailure {
        assertEquals("héllo\n", printed(Printer.LineFormat.TEXT, false, Payload.text("héllo")));
        assertEquals("news: héllo\n", printed(Printer.LineFormat.TOPIC_AND_TEXT, false, Payload.text("héllo")));
    }

    @Test
    void bytesAreShownAsHex() throws LocalFailure {
        assertEquals(
                "[binary, 2 bytes] 00ff\n",
                printed(Printer.LineFormat.TEXT, false, new Payload(new byte[] {0, (byte) 0xff}, false)));
    }

    @Test
    void jsonIsTheWholeEvent() throws LocalFailure {
        assertEquals(
                "{\"type\":\"message\",\"topic\":\"news\",\"id\":\"e.1\",\"time\":\"1970-01-01T00:00:00.000Z\","
                        + "\"data\":\"a\\nb\"}\n",
                printed(Printer.LineFormat.JSON, true, Payload.text("a\nb")));
    }

    @Test
    void nobodySteersATerminal() throws LocalFailure {
        assertEquals("\uFFFD[2J\n", printed(Printer.LineFormat.TEXT, true, Payload.text("\u001b[2J")));
        assertEquals("\u001b[2J\n", printed(Printer.LineFormat.TEXT, false, Payload.text("\u001b[2J")));
    }
}
