package io.oneport.client.experiment.isolate;

/**
 * Two moments, one after the other, in an order drawn by lot: at one of them a socket was upgraded, at the other nothing was
 * done. Whatever else goes on in the machine hits both with the same probability.
 *
 * @param upgradeNanos when the request of the upgrade was written, since the run began
 * @param calmNanos the other one
 */
record MomentPair(long upgradeNanos, long calmNanos) {
    /** When the later of both was. */
    long lastNanos() {
        return Math.max(upgradeNanos, calmNanos);
    }
}
