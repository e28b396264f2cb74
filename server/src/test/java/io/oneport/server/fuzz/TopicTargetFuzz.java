package io.oneport.server.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.protocol.Since;
import io.oneport.protocol.TopicName;
import io.oneport.server.session.TopicTarget;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** Paths below {@code /t/} and positions: refused with a reason, or they name topics by valid names, and the same again. */
public final class TopicTargetFuzz {
    private static final int MAX_TOPICS = 10;

    private TopicTargetFuzz() {}

    /** Called by Jazzer, and for each input of the corpus. */
    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        try {
            TopicTarget target = TopicTarget.parse("/t/" + text, MAX_TOPICS);
            assertTrue(!target.topics().isEmpty() && target.topics().size() <= MAX_TOPICS);
            String names = target.topics().stream().map(TopicName::text).collect(Collectors.joining(","));
            String suffix = target.suffix().isEmpty() ? "" : "/sse";
            assertEquals(
                    target.topics(),
                    TopicTarget.parse("/t/" + names + suffix, MAX_TOPICS).topics());
            target.since(text, new Since.All());
        } catch (IllegalArgumentException e) {
            assertTrue(e.getMessage().contains("expected: "), e.getMessage());
        }
    }
}
