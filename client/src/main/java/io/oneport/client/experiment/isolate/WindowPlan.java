package io.oneport.client.experiment.isolate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * When the isolation experiment measures what: windows one after another, with a washout between them in which the last
 * one's effects pass.
 *
 * <p>The two windows of a pair follow each other, so that what changes slowly (a machine that warms up, a neighbour's load)
 * is much the same in both. Which comes first is drawn by lot, in half of the pairs each way, so that what is left of such a
 * drift does not always count for the same side. Control pairs, calm twice, lie among the others at random: they show how far
 * two windows differ when nothing is done.
 *
 * @param windows in the order of time; each kind once for each of its pairs
 */
record WindowPlan(List<PlannedWindow> windows) {
    private static final int MOST_PAIRS = 200;
    private static final Duration LONGEST = Duration.ofHours(1);

    /** What a window is for. All but {@link #STORM} are calm. */
    enum WindowKind {
        CALM,
        STORM,
        CONTROL_A,
        CONTROL_B
    }

    /**
     * One stretch of time.
     *
     * @param pair which pair of storms or of controls it belongs to, from 0; says nothing of its place in time
     * @param startNanos since the experiment began
     * @param lengthNanos without the washout behind it
     */
    record PlannedWindow(WindowKind kind, int pair, long startNanos, long lengthNanos) {
        long endNanos() {
            return startNanos + lengthNanos;
        }
    }

    WindowPlan {
        windows = List.copyOf(windows);
    }

    /**
     * Draws a plan. The same arguments give the same plan.
     *
     * @param stormPairs calm and storm, 1 to 200
     * @param controlPairs calm and calm, 1 to 200
     * @param window the length of each window, up to an hour
     * @param washout between two windows, none to an hour
     */
    static WindowPlan draw(int stormPairs, int controlPairs, Duration window, Duration washout, long seed) {
        checkPairs("stormPairs", stormPairs);
        checkPairs("controlPairs", controlPairs);
        check("window", window, window.compareTo(Duration.ZERO) > 0, "above 0s, at most 1h");
        check("washout", washout, !washout.isNegative(), "0s to 1h");

        // The first draws of a Random are much the same for seeds such as 1, 2, 3, which people write; so it is
        // stirred.
        Random random = new Random(new SplittableRandom(seed).nextLong());
        List<List<PlannedWindow>> pairs = new ArrayList<>();
        pairs.addAll(pairs(stormPairs, WindowKind.CALM, WindowKind.STORM, random));
        pairs.addAll(pairs(controlPairs, WindowKind.CONTROL_A, WindowKind.CONTROL_B, random));
        Collections.shuffle(pairs, random);

        long length = window.toNanos();
        long step = length + washout.toNanos();
        List<PlannedWindow> windows = new ArrayList<>();
        for (List<PlannedWindow> pair : pairs) {
            for (PlannedWindow unplaced : pair) {
                windows.add(new PlannedWindow(unplaced.kind, unplaced.pair, windows.size() * step, length));
            }
        }
        return new WindowPlan(windows);
    }

    /** From the beginning of the first window to the end of the last. */
    Duration length() {
        return Duration.ofNanos(windows.get(windows.size() - 1).endNanos());
    }

    /** Which window a moment since the experiment began lies in; negative in a washout, before the first or behind the last. */
    int indexAt(long nanos) {
        for (int i = 0; i < windows.size(); i++) {
            PlannedWindow window = windows.get(i);
            if (nanos < window.startNanos) {
                return -1;
            }
            if (nanos < window.endNanos()) {
                return i;
            }
        }
        return -1;
    }

    /**
     * The part of the plan that had been done when it was broken off: its first windows, as far as both of a pair have ended.
     *
     * @param nanos since the experiment began
     */
    WindowPlan until(long nanos) {
        int ended = (int) windows.stream().filter(w -> w.endNanos() <= nanos).count();
        Map<WindowKind, Integer> count = new EnumMap<>(WindowKind.class);
        List<PlannedWindow> done = new ArrayList<>();
        for (PlannedWindow window : windows.subList(0, ended - ended % 2)) {
            int pair = count.merge(window.kind, 1, Integer::sum) - 1;
            done.add(new PlannedWindow(window.kind, pair, window.startNanos, window.lengthNanos));
        }
        return new WindowPlan(done);
    }

    /** How many pairs of calm and storm there are. */
    int storms() {
        return (int) windows.stream().filter(w -> w.kind == WindowKind.STORM).count();
    }

    /** How many pairs of calm and calm there are. */
    int controls() {
        return windows.size() / 2 - storms();
    }

    /**
     * Sorts a figure of each window into pairs of calm and storm.
     *
     * @param nanos one for each of {@link #windows}, in their order
     */
    List<WindowPair> stormPairs(double[] nanos) {
        return pairs(WindowKind.CALM, WindowKind.STORM, nanos);
    }

    /** As {@link #stormPairs}, of calm and calm. */
    List<WindowPair> controlPairs(double[] nanos) {
        return pairs(WindowKind.CONTROL_A, WindowKind.CONTROL_B, nanos);
    }

    private List<WindowPair> pairs(WindowKind before, WindowKind after, double[] nanos) {
        if (nanos.length != windows.size()) {
            throw new IllegalArgumentException("nanos: " + nanos.length + " (expected: " + windows.size() + ")");
        }
        double[] befores = ofKind(before, nanos);
        double[] afters = ofKind(after, nanos);
        return IntStream.range(0, befores.length)
                .mapToObj(pair -> new WindowPair(befores[pair], afters[pair]))
                .toList();
    }

    /** The figures of one kind of window, by the number of the pair. */
    private double[] ofKind(WindowKind kind, double[] nanos) {
        double[] found =
                new double[(int) windows.stream().filter(w -> w.kind == kind).count()];
        for (int i = 0; i < nanos.length; i++) {
            PlannedWindow window = windows.get(i);
            if (window.kind == kind) {
                found[window.pair] = nanos[i];
            }
        }
        return found;
    }

    /** Pairs that have no place in time yet, by turns in either order; the lot decides which order has one more. */
    private static List<List<PlannedWindow>> pairs(int count, WindowKind one, WindowKind other, Random random) {
        int turned = random.nextInt(2);
        List<List<PlannedWindow>> pairs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            PlannedWindow first = new PlannedWindow(i % 2 == turned ? other : one, i, 0, 0);
            PlannedWindow second = new PlannedWindow(i % 2 == turned ? one : other, i, 0, 0);
            pairs.add(List.of(first, second));
        }
        return pairs;
    }

    private static void checkPairs(String name, int pairs) {
        if (pairs < 1 || pairs > MOST_PAIRS) {
            throw new IllegalArgumentException(name + ": " + pairs + " (expected: 1 to " + MOST_PAIRS + ")");
        }
    }

    private static void check(String name, Duration duration, boolean enough, String expected) {
        if (!enough || duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(name + ": " + duration + " (expected: " + expected + ")");
        }
    }
}
