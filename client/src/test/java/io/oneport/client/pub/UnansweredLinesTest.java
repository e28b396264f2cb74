package io.oneport.client.pub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class UnansweredLinesTest {
    private final UnansweredLines window = new UnansweredLines(2, 10);

    private CompletableFuture<Void> enter(long line, int length) {
        return CompletableFuture.runAsync(() -> {
            try {
                window.enter(line, length);
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        });
    }

    private void assertWaits(CompletableFuture<Void> entering, long until) throws Exception {
        Thread.sleep(50);
        assertFalse(entering.isDone());
        assertTrue(window.answered(until));
        entering.get(5, TimeUnit.SECONDS);
    }

    @Test
    void linesAreBounded() throws Exception {
        window.enter(1, 0);
        window.enter(2, 0);
        assertEquals(Optional.of("lines 1 to 2"), window.lines());
        assertWaits(enter(3, 0), 2);
        assertEquals(Optional.of("lines 1 to 3"), window.lines());
    }

    @Test
    void bytesAreBounded() throws Exception {
        window.enter(1, 6);
        assertWaits(enter(2, 5), 1);
    }

    @Test
    void aLongLineGoesAlone() throws Exception {
        window.enter(1, 1);
        assertWaits(enter(2, 100), 1);
        assertWaits(enter(3, 1), 2);
        assertEquals(Optional.of("line 3"), window.lines());
    }

    @Test
    void nothingIsAnsweredTwice() throws Exception {
        window.enter(1, 6);
        assertTrue(window.answered(1));
        assertFalse(window.answered(1));
        assertTrue(window.isEmpty());
        assertEquals(Optional.empty(), window.lines());
    }
}
