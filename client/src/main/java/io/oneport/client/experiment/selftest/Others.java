package io.oneport.client.experiment.selftest;

import java.util.Locale;

/**
 * What kept this machine's cores from a process, as shares of all of them.
 *
 * @param programs of this machine
 * @param stolen by whatever runs this machine, if it is a virtual one
 */
record Others(double programs, double stolen) {
    /** From here on a test of what a machine can do is one of what was left of it. */
    private static final double BUSY = 0.05;

    /**
     * What there is between two looks.
     *
     * @param cores how many the process may use
     */
    static Others between(MachineLook first, MachineLook second, int cores) {
        double all = Math.max(1, second.allTicks() - first.allTicks());
        double own =
                (second.ownNanos() - first.ownNanos()) / (double) Math.max(1, (second.nanos() - first.nanos()) * cores);
        return new Others(
                Math.max(0, (second.programTicks() - first.programTicks()) / all - own),
                (second.stolenTicks() - first.stolenTicks()) / all);
    }

    boolean busy() {
        return programs + stolen > BUSY;
    }

    /** Such as {@code other programs took 31 % of its cores, and 2 % were stolen by its host}. */
    String text() {
        return String.format(
                Locale.ROOT,
                "other programs took %.0f %% of its cores, and its host stole %.0f %%",
                programs * 100,
                stolen * 100);
    }
}
