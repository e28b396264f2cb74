package io.oneport.client.fleet;

import io.oneport.client.account.Measures;
import io.oneport.client.plan.Metric;
import io.oneport.client.plan.WorkKind;
import org.jspecify.annotations.Nullable;

/**
 * Accounts for the attempts of one socket to be opened: each connects, TLS included, and then, if it is to be more than
 * HTTP, asks for that. From the first attempt of the run on, not only while measuring. Confined to its worker's loop.
 */
final class OpeningAccount {
    private final Measures measures;
    /** The step that is under way, or {@code null}. */
    private @Nullable WorkKind step;

    private boolean over;

    OpeningAccount(Measures measures) {
        this.measures = measures;
    }

    /** An attempt begins. */
    void begin() {
        enter(WorkKind.CONNECT);
    }

    /**
     * The connection stands, TLS included.
     *
     * @param next how long the next step takes is called this; {@code null} if there is none
     */
    void connected(@Nullable Metric next) {
        done();
        if (next == Metric.UPGRADE) {
            enter(WorkKind.UPGRADE);
        } else if (next == Metric.STREAM) {
            enter(WorkKind.STREAM);
        }
    }

    /** The socket can be used. */
    void ready() {
        done();
    }

    /** The attempt has failed. */
    void failed() {
        if (step != null) {
            measures.tally(step).failed++;
            measures.sockets.refused += step == WorkKind.CONNECT ? 0 : 1;
            step = null;
        }
    }

    /** The run is over: what is under way stays that, whatever becomes of it. */
    void account() {
        if (step != null) {
            measures.tally(step).inFlight++;
            step = null;
        }
        over = true;
    }

    private void enter(WorkKind next) {
        if (!over) {
            step = next;
            measures.tally(next).scheduled++;
        }
    }

    private void done() {
        if (step != null) {
            measures.tally(step).done++;
            step = null;
        }
    }
}
