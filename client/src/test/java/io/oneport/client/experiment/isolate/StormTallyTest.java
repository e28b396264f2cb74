package io.oneport.client.experiment.isolate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class StormTallyTest {
    @Test
    void aStormAsAskedForIsSaidInFigures() {
        StormTally tally = new StormTally(20, 2000, 2000, 0, 1990, 0, null);
        assertFalse(tally.clientFellShort());
        assertFalse(tally.serverFellShort());
        assertEquals("in the storms 1,990 of 2,000 upgrades completed, 99.5/s", tally.sentence());
    }

    @Test
    void aClientThatCouldNotIsNoStorm() {
        StormTally tally = new StormTally(20, 2000, 1599, 0, 1599, 0, null);
        assertTrue(tally.clientFellShort());
        assertFalse(tally.serverFellShort());
        assertTrue(tally.sentence().contains("this client could start only 1,599"), tally::sentence);
        assertFalse(new StormTally(20, 2000, 1600, 0, 1600, 0, null).clientFellShort());
    }

    @Test
    void whatTheServerDidNotTakeIsTheServers() {
        StormTally held = new StormTally(1, 1000, 200, 800, 100, 7, "HTTP 503");
        assertFalse(held.clientFellShort());
        assertTrue(held.serverFellShort());
        assertEquals(
                "in the storms 100 of 1,000 upgrades completed, 100/s: the server accepted no more; 7"
                        + " failed, the first since HTTP 503",
                held.sentence());
    }

    @Test
    void withoutAnyStormThereIsNoRate() {
        assertEquals("in the storms 0 of 0 upgrades completed, 0/s", new StormTally(0, 0, 0, 0, 0, 0, null).sentence());
    }
}
