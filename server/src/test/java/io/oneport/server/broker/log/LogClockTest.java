package io.oneport.server.broker.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.oneport.protocol.MessageId;
import io.oneport.protocol.Since;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The log while the time of day is set back and forth, which is all that it knows of when a message was written. */
@Timeout(60)
class LogClockTest {
    private static final Since LATELY = new Since.Age(Duration.ofMinutes(1));

    @TempDir
    Path folder;

    private final AtomicLong clock = new AtomicLong(LogRig.NOW);

    private LogRig open() throws LogException {
        return new LogRig(folder.resolve("log"), clock::get);
    }

    @Test
    void messagesFromBeforeAnEarlierClockWasPutRightAreHeld() throws Exception {
        MessageId first;
        try (LogRig rig = open()) {
            first = rig.publish("one");
            clock.addAndGet(-Duration.ofDays(365).toMillis());
            rig.publish("two");
            rig.publish("three");
            assertEquals(List.of("one", "two", "three"), LogRig.texts(rig.read(LATELY)));
        }
        clock.set(LogRig.NOW + 1000);
        try (LogRig rig = open()) {
            assertEquals(List.of("one", "two", "three"), LogRig.texts(rig.read(LATELY)));
            assertFalse(rig.read(new Since.After(first)).reset());
            assertEquals(List.of("two", "three"), LogRig.texts(rig.read(new Since.After(first))));
        }
    }

    @Test
    void aRestartWithAnEarlierClockGoesOn() throws Exception {
        MessageId first;
        try (LogRig rig = open()) {
            first = rig.publish("one");
        }
        clock.addAndGet(-Duration.ofDays(3653).toMillis());
        try (LogRig rig = open()) {
            assertEquals(List.of("one"), LogRig.texts(rig.read(LATELY)));
            MessageId second = rig.publish("two");
            assertEquals(new MessageId(first.epoch(), 2), second);
            assertEquals(List.of("two"), LogRig.texts(rig.read(new Since.After(first))));
            assertFalse(rig.read(new Since.After(first)).reset());
        }
        clock.set(LogRig.NOW + 1000);
        try (LogRig rig = open()) {
            assertEquals(List.of("one", "two"), LogRig.texts(rig.read(LATELY)));
        }
    }
}
