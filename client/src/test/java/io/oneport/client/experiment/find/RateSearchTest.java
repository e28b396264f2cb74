package io.oneport.client.experiment.find;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.experiment.find.RateSearch.End;
import io.oneport.client.experiment.find.RateSearch.TriedRate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.DoublePredicate;
import org.junit.jupiter.api.Test;

class RateSearchTest {
    private static final double PRECISION = 0.05;

    @Test
    void doublesThenHalvesTheGapAndTriesWhatFailedAgain() {
        RateSearch search = run(new RateSearch(100, 10_000, 0.5, 40), rate -> rate <= 250);
        assertEquals(
                List.of(
                        new TriedRate(100, true),
                        new TriedRate(200, true),
                        new TriedRate(400, false),
                        new TriedRate(400, false),
                        new TriedRate(Math.sqrt(200.0 * 400), false),
                        new TriedRate(Math.sqrt(200.0 * 400), false),
                        new TriedRate(200, true)),
                search.trials());
        assertEquals(OptionalDouble.of(200), search.best());
        assertEquals(Optional.of(End.FOUND), search.end());
    }

    @Test
    void aFailureIsOutweighedByTwoPasses() {
        RateSearch search = new RateSearch(100, 10_000, PRECISION, 40);
        search.report(100, false);
        assertEquals(OptionalDouble.of(100), search.next());
        assertEquals(OptionalDouble.empty(), search.best());
        search.report(100, true);
        assertEquals(OptionalDouble.of(100), search.next());
        search.report(100, true);
        assertEquals(OptionalDouble.of(200), search.next());
        assertEquals(OptionalDouble.of(100), search.best());
        search.report(200, false);
        search.report(200, false);
        assertTrue(search.next().getAsDouble() < 200);
    }

    /** A server at its limit passes one trial in three: the search must not end there. */
    @Test
    void aPassByLuckIsNotTheBest() {
        RateSearch search = new RateSearch(100, 200, 0.5, 40);
        search.report(100, true);
        search.report(200, true);
        assertEquals(OptionalDouble.of(200), search.next(), "once more");
        search.report(200, false);
        search.report(200, false);
        assertEquals(OptionalDouble.of(200), search.next(), "one failure more than passes may be a hiccup");
        search.report(200, false);
        assertEquals(OptionalDouble.of(100), search.best());
        assertEquals(OptionalDouble.of(200), search.failed());
        double middle = Math.sqrt(100.0 * 200);
        assertEquals(OptionalDouble.of(middle), search.next());
        search.report(middle, true);
        search.report(middle, true);
        assertEquals(Optional.of(End.FOUND), search.end());
        assertEquals(OptionalDouble.of(middle), search.best());
    }

    @Test
    void goesDownIfTheFirstIsTooHigh() {
        RateSearch search = run(new RateSearch(1000, 10_000, PRECISION, 40), rate -> rate <= 130);
        assertWithin(130, search);
        assertTrue(
                search.trials().contains(new TriedRate(125, true)),
                search.trials().toString());
    }

    @Test
    void aServerThatHoldsNothingEndsAtOneASecond() {
        RateSearch search = run(new RateSearch(10, 10_000, PRECISION, 40), rate -> false);
        assertEquals(OptionalDouble.empty(), search.best());
        assertEquals(Optional.of(End.NONE_PASSED), search.end());
        assertEquals(
                new TriedRate(1, false), search.trials().get(search.trials().size() - 1));
        assertEquals(10, search.trials().size());
    }

    @Test
    void aServerThatHoldsEverythingEndsAtTheHighest() {
        RateSearch search = run(new RateSearch(1000, 3500, PRECISION, 40), rate -> true);
        assertEquals(OptionalDouble.of(3500), search.best());
        assertEquals(Optional.of(End.HIGHEST_PASSED), search.end());
        assertEquals(
                List.of(
                        new TriedRate(1000, true),
                        new TriedRate(2000, true),
                        new TriedRate(3500, true),
                        new TriedRate(3500, true)),
                search.trials());

        RateSearch single = run(new RateSearch(1000, 1000, PRECISION, 40), rate -> true);
        assertEquals(OptionalDouble.of(1000), single.best());
    }

    @Test
    void trialsAreBounded() {
        RateSearch search = run(new RateSearch(1, 1_000_000, 0.001, 12), rate -> rate <= 100);
        assertEquals(12, search.trials().size());
        // Seven steps up to 64, 128 twice, the middle between the two, and the next middle twice.
        assertEquals(OptionalDouble.of(Math.sqrt(64.0 * 128)), search.best());
        assertEquals(Optional.of(End.NO_TRIALS_LEFT), search.end());
        // What is found with the last trial is found.
        assertEquals(
                Optional.of(End.HIGHEST_PASSED),
                run(new RateSearch(1, 1, 0.05, 2), rate -> true).end());
    }

    @Test
    void onlyWhatWasAskedForCanBeReported() {
        RateSearch search = new RateSearch(10, 20, PRECISION, 40);
        assertEquals(
                "rate: 11.0 (expected: OptionalDouble[10.0])",
                assertThrows(IllegalStateException.class, () -> search.report(11, true))
                        .getMessage());
        search.report(10, true);
        search.report(20, true);
        search.report(20, true);
        assertEquals(OptionalDouble.empty(), search.next());
        assertThrows(IllegalStateException.class, () -> search.report(20, true));
        assertEquals(3, search.trials().size());
    }

    @Test
    void wrongArgumentsAreNamed() {
        assertWrong("start: 0.5 (expected: at least 1)", 0.5, 10, 0.05, 40);
        assertWrong("start: NaN (expected: at least 1)", Double.NaN, 10, 0.05, 40);
        assertWrong("start: Infinity (expected: at least 1)", Double.POSITIVE_INFINITY, 10, 0.05, 40);
        assertWrong("highest: 9.0 (expected: at least start)", 10, 9, 0.05, 40);
        assertWrong("highest: Infinity (expected: at least start)", 10, Double.POSITIVE_INFINITY, 0.05, 40);
        assertWrong("precision: 0.0 (expected: 0.001 to 1)", 10, 20, 0, 40);
        assertWrong("precision: 1.5 (expected: 0.001 to 1)", 10, 20, 1.5, 40);
        assertWrong("mostTrials: 0 (expected: at least 1)", 10, 20, 0.05, 0);
    }

    @Test
    void findsTheRateOfEverySteadyServer() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 2000; round++) {
            double capacity = Math.pow(10, 6 * random.nextDouble());
            double start = Math.pow(10, 6 * random.nextDouble());
            RateSearch search = run(new RateSearch(start, 10_000_000, PRECISION, 100), rate -> rate <= capacity);
            String which = "seed " + seed + " capacity " + capacity + " " + search.trials();
            assertEquals(Optional.of(End.FOUND), search.end(), which);
            assertWithin(capacity, search);
        }
    }

    /** Whatever a server answers, the search ends, and its best rate is one that was held, below all that failed twice. */
    @Test
    void noServerLeadsTheSearchIntoAContradiction() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 2000; round++) {
            double capacity = Math.pow(10, 6 * random.nextDouble());
            double sharpness = 1 + 50 * random.nextDouble();
            RateSearch search = run(
                    new RateSearch(1 + 1000 * random.nextDouble(), 1_000_000, PRECISION, 60),
                    rate -> random.nextDouble() < 1 / (1 + Math.pow(rate / capacity, sharpness)));
            assertSound(search, "seed " + seed + " round " + round + " " + search.trials());
        }
    }

    /** One step in ten goes wrong for no reason of the server's: one search in ten at most may end too low, none too high. */
    @Test
    void hiccupsSeldomLeadAstray() {
        Random random = new Random(17);
        int searches = 1000;
        int found = 0;
        for (int round = 0; round < searches; round++) {
            double capacity = 100 * Math.pow(10, 4 * random.nextDouble());
            RateSearch search = run(
                    new RateSearch(100, 10_000_000, PRECISION, 60),
                    rate -> rate <= capacity && random.nextInt(10) != 0);
            assertTrue(search.best().orElse(0) <= capacity);
            if (search.best().orElse(0) * (1 + PRECISION) >= capacity) {
                found++;
            }
        }
        assertTrue(found >= 0.9 * searches, found + " of " + searches);
    }

    private static RateSearch run(RateSearch search, DoublePredicate server) {
        for (OptionalDouble rate = search.next(); rate.isPresent(); rate = search.next()) {
            search.report(rate.getAsDouble(), server.test(rate.getAsDouble()));
        }
        return search;
    }

    private static void assertWithin(double capacity, RateSearch search) {
        double best = search.best().orElseThrow();
        assertTrue(best <= capacity && capacity < best * (1 + PRECISION), best + " of " + capacity);
    }

    private static void assertSound(RateSearch search, String which) {
        List<TriedRate> trials = search.trials();
        assertTrue(search.end().isPresent() && trials.size() <= 60, which);
        for (TriedRate trial : trials) {
            long held = trials.stream()
                    .filter(new TriedRate(trial.rate(), true)::equals)
                    .count();
            long missed = trials.stream()
                    .filter(new TriedRate(trial.rate(), false)::equals)
                    .count();
            if (missed - held >= 2) {
                assertTrue(search.best().orElse(0) < trial.rate(), which);
            } else if (held > missed) {
                assertTrue(search.best().orElse(0) >= trial.rate(), which);
            }
        }
        if (search.end().equals(Optional.of(End.FOUND))) {
            double best = search.best().orElseThrow();
            assertTrue(trials.stream().filter(new TriedRate(best, true)::equals).count() >= 2, which);
        }
    }

    private static void assertWrong(String message, double start, double highest, double precision, int trials) {
        IllegalArgumentException wrong =
                assertThrows(IllegalArgumentException.class, () -> new RateSearch(start, highest, precision, trials));
        assertEquals(message, wrong.getMessage());
    }
}
