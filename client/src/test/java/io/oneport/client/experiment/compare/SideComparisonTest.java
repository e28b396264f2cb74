package io.oneport.client.experiment.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.client.experiment.compare.ComparedMetric.FigureKind;
import io.oneport.client.experiment.compare.SideComparison.Difference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SideComparisonTest {
    private static final int SECONDS = 30;

    private static ComparedMetric metric(String name, FigureKind kind, double value, long count, double... series) {
        return new ComparedMetric(
                name, kind, value, count, DoubleStream.of(series).boxed().toList());
    }

    private static ComparedMetric p50(double value) {
        return metric("ws.p50", FigureKind.P50, value, 100_000);
    }

    private static Difference difference(List<ComparedMetric> a, List<ComparedMetric> b) {
        return SideComparison.of(
                        a.stream().map(List::of).toList(),
                        b.stream().map(List::of).toList())
                .rows()
                .get(0)
                .difference();
    }

    private static List<ComparedMetric> p50s(double... values) {
        return DoubleStream.of(values).mapToObj(SideComparisonTest::p50).toList();
    }

    @Test
    void rowsComeInTheOrderOfAThenOfB() {
        SideComparison comparison = SideComparison.of(
                List.of(List.of(metric("rate", FigureKind.RATE, 1000, 1000), p50(1)), List.of(p50(3))),
                List.of(List.of(metric("other", FigureKind.P99, 2, 5000), p50(4))));
        assertEquals(
                List.of("rate", "ws.p50", "other"),
                comparison.rows().stream().map(SideComparison.Row::name).toList());
        assertEquals(
                List.of(Difference.ONLY_A, Difference.BEYOND_SPREAD, Difference.ONLY_B),
                comparison.rows().stream().map(SideComparison.Row::difference).toList());
        assertEquals(2, comparison.rows().get(1).a(), "the median of two");
        assertEquals(2, comparison.rows().get(1).ratio());
    }

    @Test
    void tooFewValuesSayNothing() {
        assertEquals(
                Difference.TOO_FEW,
                difference(
                        List.of(metric("p99", FigureKind.P99, 1, 999)),
                        List.of(metric("p99", FigureKind.P99, 9, 50_000))));
        assertEquals(
                Difference.BEYOND_SPREAD,
                difference(
                        List.of(metric("p99", FigureKind.P99, 1, 1000)),
                        List.of(metric("p99", FigureKind.P99, 9, 50_000))));
        assertEquals(
                Difference.TOO_FEW,
                difference(
                        List.of(metric("p99.9", FigureKind.P999, 1, 50_000)),
                        List.of(metric("p99.9", FigureKind.P999, 9, 50_000))),
                "of one run nobody knows how its p99.9 varies");
    }

    @Test
    void ofOneResultASideOnlyALargeDifferenceShows() {
        assertEquals(Difference.WITHIN_SPREAD, difference(p50s(100), p50s(155)));
        assertEquals(Difference.BEYOND_SPREAD, difference(p50s(100), p50s(180)));
        assertEquals(Difference.BEYOND_SPREAD, difference(p50s(180), p50s(100)));
    }

    @Test
    void whatVariesWithinARunDiffersByMore() {
        ComparedMetric steady = metric("p99", FigureKind.P99, 1, 30_000, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
        ComparedMetric high = metric("p99", FigureKind.P99, 3, 30_000, 3, 3, 2, 2, 2, 2, 2, 2, 2, 2);
        ComparedMetric restless = metric("p99", FigureKind.P99, 3, 30_000, 1, 9, 1, 1, 9, 1, 1, 9, 1, 1);
        assertEquals(Difference.BEYOND_SPREAD, difference(List.of(steady), List.of(high)));
        assertEquals(Difference.WITHIN_SPREAD, difference(List.of(steady), List.of(restless)));
    }

    @Test
    void severalResultsShowTheirSpreadThemselves() {
        assertEquals(Difference.BEYOND_SPREAD, difference(p50s(100, 101, 99), p50s(110, 109, 111)));
        assertEquals(Difference.WITHIN_SPREAD, difference(p50s(100, 140, 70), p50s(150, 99, 111)));
        assertEquals(Difference.WITHIN_SPREAD, difference(p50s(100, 100, 100), p50s(101, 101, 101)));
    }

    /** A run of a server: it differs from the next, each second differs from the run, and resembles the one before. */
    private static List<ComparedMetric> run(Random random, double slower) {
        double ofRun = 0.07 * random.nextGaussian();
        List<ComparedMetric> metrics = new ArrayList<>();
        for (String protocol : List.of("ws", "http")) {
            double busy = 0;
            double[] p50 = new double[SECONDS];
            double[] p99 = new double[SECONDS];
            for (int second = 0; second < SECONDS; second++) {
                busy = 0.7 * busy + 0.1 * random.nextGaussian();
                p50[second] = slower * 200 * Math.exp(ofRun + busy);
                p99[second] = slower * 2_000 * Math.exp(2 * ofRun + 3 * busy + 0.3 * random.nextGaussian());
            }
            metrics.add(metric(
                    protocol + ".p50",
                    FigureKind.P50,
                    DoubleStream.of(p50).average().orElseThrow(),
                    30_000,
                    p50));
            metrics.add(metric(
                    protocol + ".p99",
                    FigureKind.P99,
                    DoubleStream.of(p99).average().orElseThrow(),
                    30_000,
                    p99));
            metrics.add(metric(
                    protocol + ".p99.9",
                    FigureKind.P999,
                    DoubleStream.of(p99).max().orElseThrow(),
                    30_000));
            metrics.add(metric(protocol + ".rate", FigureKind.RATE, 1_000 + 6 * random.nextGaussian(), 30_000));
        }
        return metrics;
    }

    private static boolean fails(Random random, int results, double slower) {
        List<List<ComparedMetric>> a = new ArrayList<>();
        List<List<ComparedMetric>> b = new ArrayList<>();
        for (int i = 0; i < results; i++) {
            a.add(run(random, 1));
            b.add(run(random, slower));
        }
        Collections.shuffle(a, random);
        return SideComparison.of(a, b).rows().stream()
                .anyMatch(row -> row.worseBy(0.1) && row.difference() == Difference.BEYOND_SPREAD);
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "3", "5"})
    void identicalServersSeldomFail(int results) {
        Random random = new Random(17);
        int wrong = 0;
        for (int i = 0; i < 400; i++) {
            wrong += fails(random, results, 1) ? 1 : 0;
        }
        assertTrue(wrong <= 20, wrong + " of 400");
    }

    /** A run differs from the next by 7 %, and by what its seconds vary. */
    @Test
    void aServerSlowedBy30PercentIsCaughtWithFiveResultsASide() {
        Random random = new Random(18);
        int caught = 0;
        for (int i = 0; i < 400; i++) {
            caught += fails(random, 5, 1.3) ? 1 : 0;
        }
        assertTrue(caught >= 380, caught + " of 400");
    }
}
