package io.oneport.server.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class LastEventIdTest {
    @Test
    void whatWasAskedForIsGivenBackWithoutHalfACharacter() {
        String start = "a".repeat(127);
        assertEquals(
                List.of(start + "…"),
                LastEventId.parse(start + "👋 and more", 1).asked());
    }
}
