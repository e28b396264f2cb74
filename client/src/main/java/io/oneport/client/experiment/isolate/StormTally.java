package io.oneport.client.experiment.isolate;

import io.oneport.client.cli.Rates;
import java.util.Locale;

/**
 * What became of the upgrades in storm windows.
 *
 * @param seconds how long storms lasted, in all
 * @param planned upgrades that were to be made
 * @param begun those for which a connection was begun in time
 * @param heldBack those not begun since too many were under way already, and the server had not taken them
 * @param made 101s that came within the storm
 * @param failed connections and upgrades that failed, whenever that showed
 * @param firstFailure in words, or {@code null} if there was none
 */
record StormTally(
        double seconds, long planned, long begun, long heldBack, long made, long failed, String firstFailure) {
    /** A storm with less than this share of its upgrades is another storm than was asked for. */
    private static final double ENOUGH = 0.8;

    /** Whether this client did not make the storm that it should. */
    boolean clientFellShort() {
        return begun + heldBack < ENOUGH * planned;
    }

    /** Whether the server did not take it. */
    boolean serverFellShort() {
        return !clientFellShort() && made < ENOUGH * planned;
    }

    /** In words, without a full stop. */
    String sentence() {
        String rate = Rates.text(seconds == 0 ? 0 : made / seconds);
        String text =
                String.format(Locale.ROOT, "in the storms %,d of %,d upgrades completed, %s", made, planned, rate);
        if (clientFellShort()) {
            text += String.format(
                    Locale.ROOT, ": this client could start only %,d, so the storm was weaker than planned", begun);
        } else if (serverFellShort()) {
            text += ": the server accepted no more";
        }
        if (failed > 0) {
            text += String.format(Locale.ROOT, "; %,d failed, the first since %s", failed, firstFailure);
        }
        return text;
    }
}
