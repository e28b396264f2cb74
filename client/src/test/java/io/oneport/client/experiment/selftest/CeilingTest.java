package io.oneport.client.experiment.selftest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class CeilingTest {
    private static final long SECOND = 1_000_000_000L;

    private static String told(double rate, long stalls, Optional<Others> others) {
        Histogram lag = new Histogram(3);
        lag.recordValue(250_000);
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        new Ceiling(List.of(), List.of(), rate, lag, stalls, others).tell(out, 1, 2);
        out.flush();
        return text.toString();
    }

    /** Ten seconds of two cores: 20 s in all, of which programs used 12 s, this one 7 s of it, and 1 s was stolen. */
    @Test
    void whatOthersTookIsAShareOfAllCores() {
        MachineLook first = MachineLook.of("cpu  1000 100 500 9000 10 0 300 50 7 7", 0, 2 * SECOND);
        MachineLook second = MachineLook.of("cpu  1900 150 750 9600 20 0 390 150 9 9", 10 * SECOND, 9 * SECOND);
        Others others = Others.between(first, second, 2);
        assertEquals(2000, second.allTicks() - first.allTicks());
        assertEquals(0.6 - 0.35, others.programs(), 1e-9);
        assertEquals(0.05, others.stolen(), 1e-9);
        assertTrue(others.busy());
        assertEquals("other programs took 25 % of its cores, and its host stole 5 %", others.text());
    }

    /** Where interrupts count as a program's own time, it seems to have used more than all programs. */
    @Test
    void nobodyTookLessThanNothing() {
        MachineLook first = MachineLook.of("cpu  0 0 0 0 0 0 0 0 0 0", 0, 0);
        MachineLook second = MachineLook.of("cpu  50 0 40 100 0 0 10 0 0 0", SECOND, SECOND);
        assertEquals(new Others(0, 0), Others.between(first, second, 2));
    }

    @Test
    void whatIsNoSuchLineIsRefused() {
        assertThrows(RuntimeException.class, () -> MachineLook.of("cpu 1 2 3", 0, 0));
        assertThrows(RuntimeException.class, () -> MachineLook.of("cpu  a b c d e f g h", 0, 0));
    }

    @Test
    void aQuietMachineLeavesNoDoubt() {
        String told = told(5000, 0, Optional.of(new Others(0.01, 0.01)));
        assertTrue(
                told.contains(
                        "With 2 threads this client generates up to about 5,000/s here. Send lag then: p50 250µs, p99 250µs.\n"),
                told);
        assertTrue(told.contains("1 in flight on each of 1 socket;"), told);
        assertTrue(told.contains("  messages unchecked  none came back\n"), told);
        assertFalse(told.contains("BUSY"), told);
        assertFalse(told(5000, 0, Optional.empty()).contains("BUSY"));
    }

    @Test
    void aBusyOneMakesItALowerBound() {
        String told = told(5000, 1, Optional.of(new Others(0.3, 0.02)));
        assertTrue(
                told.contains(
                        "THE MACHINE WAS BUSY: other programs took 30 % of its cores, and its host stole 2 %,\nand"
                                + " this client stalled once.\nThe true ceiling is higher: this is a lower bound."),
                told);
        String longest = told(5000, 100, Optional.of(new Others(1, 1)));
        assertTrue(longest.lines().allMatch(line -> line.length() <= 110), longest);
        assertTrue(told(0, 3, Optional.empty()).contains("BUSY: this client stalled 3 times."));
        assertTrue(told(0, 3, Optional.empty()).contains("With 2 threads no rate was on time: "));
    }
}
