package io.oneport.client.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonPointer;

class JsonFinderTest {
    private static final String WHOLE = "{\"a\":[{\"id\":\"7\"}],\"text\":\"hello\",\"more\":{\"x\":1}}";

    private static String find(String text) {
        // The array may be longer than the message.
        byte[] bytes = (text + "garbage").getBytes(StandardCharsets.UTF_8);
        return JsonFinder.find(bytes, bytes.length - "garbage".length(), JsonPointer.compile("/a/0/id"));
    }

    @Test
    void aValueIsFoundWhereItIs() {
        assertEquals("7", find(WHOLE));
        assertEquals("7", find(WHOLE + "\u001e"), "SignalR ends messages with that");
        assertEquals("7", find(WHOLE + "\n{"), "the next one is another one");
        assertNull(find("{\"a\":[{\"id\":[7]}]}"));
        assertNull(find("{\"a\":[]}"));
    }

    @Test
    void whatIsCutShortHasNone() {
        for (int length = 0; length < WHOLE.length(); length++) {
            assertNull(find(WHOLE.substring(0, length)), "cut at " + length);
        }
    }
}
