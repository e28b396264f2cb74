package io.oneport.server.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When load is shed, with memory and a clock that the test sets. */
@Timeout(60)
class MemoryGuardTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private long heap;
    private long garbage;
    private long direct;
    private long now;
    private int collections;
    private int closed;

    private final MemoryGuard guard = new MemoryGuard(
            70,
            2,
            new MemoryGuard.Use(() -> heap, () -> 100),
            new MemoryGuard.Use(() -> heap + garbage, () -> 100),
            new MemoryGuard.Use(() -> direct, () -> 100),
            () -> collections++,
            () -> now);

    private void look() {
        now += SECOND;
        guard.look(() -> closed++);
    }

    @Test
    void newWorkIsRefusedFirstAndSocketsAreClosedWhenThatIsNotEnough() {
        heap = 69;
        look();
        assertFalse(guard.sheds());
        heap = 70;
        look();
        assertTrue(guard.sheds());
        assertEquals(0, closed);
        heap = 85;
        look();
        assertEquals(1, closed);
        look();
        assertEquals(2, closed);
        heap = 20;
        look();
        assertFalse(guard.sheds());
        assertEquals(2, closed);
    }

    @Test
    void directMemoryCountsAsWell() {
        direct = 90;
        look();
        assertTrue(guard.sheds());
        assertEquals(1, closed);
        assertEquals(0, collections, "collecting would free none of it");
    }

    @Test
    void directMemoryIsKnownToBeShortBeforeTheNextLook() {
        direct = 69;
        assertFalse(guard.directShort());
        direct = 70;
        assertTrue(guard.directShort());
        assertTrue(guard.sheds());
    }

    /** Those for whom bytes are kept go first; with next to nothing left, whoever has sent something. */
    @Test
    void readersAreClosedWhileNextToNothingIsLeft() {
        direct = 84;
        assertFalse(guard.closesReader(true, 0));
        direct = 85;
        assertTrue(guard.closesReader(true, 0));
        assertFalse(guard.closesReader(false, 0));
        direct = 92;
        assertTrue(guard.closesReader(false, 0));
        assertFalse(new MemoryGuard(0, 2).closesReader(true, 0), "memory-limit 0");
    }

    /**
     * One that has sent megabytes which wait may need a buffer of twice their size for the next byte. What the other event loop
     * is about to allocate does not count yet.
     */
    @Test
    void aReaderIsClosedIfWhatItNeedsIsNotThereForEachEventLoop() {
        direct = 60;
        assertTrue(guard.closesReader(true, 41));
        assertTrue(guard.closesReader(true, 21), "there once, and not twice");
        assertTrue(guard.closesReader(true, 11), "half of what is left stays free");
        assertFalse(guard.closesReader(true, 10));
    }

    /** With nothing new, there may be no collection that would show what has been freed. */
    @Test
    void theHeapIsCollectedWhileItIsShortAndNotMoreOftenThanItTakes() {
        heap = 80;
        look();
        look();
        assertEquals(2, collections);
        guard.look(() -> closed++);
        assertEquals(2, collections, "at the same moment");
    }

    /** What fills it may be load, of which no collection has told yet. */
    @Test
    void aNearlyFullHeapIsCollectedToKnow() {
        heap = 60;
        garbage = 24;
        look();
        assertEquals(0, collections);
        garbage = 25;
        look();
        assertEquals(1, collections);
        assertFalse(guard.sheds(), "it was garbage");
    }

    @Test
    void withoutALimitItNeverSheds() {
        MemoryGuard off = new MemoryGuard(
                0,
                2,
                new MemoryGuard.Use(() -> 100, () -> 100),
                new MemoryGuard.Use(() -> 100, () -> 100),
                new MemoryGuard.Use(() -> 100, () -> 100),
                () -> collections++,
                () -> now);
        off.look(() -> closed++);
        assertFalse(off.sheds());
        assertEquals(0, closed + collections);
    }
}
