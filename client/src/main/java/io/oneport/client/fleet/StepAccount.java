package io.oneport.client.fleet;

import io.oneport.client.account.Measures;
import io.oneport.client.account.Tally;
import io.oneport.client.pace.PhaseClock;
import io.oneport.client.plan.Metric;
import io.oneport.client.scenario.ScenarioStep;

/** Times and counts the step of a session that is under way. Confined to its worker's loop. */
final class StepAccount {
    private final Measures measures;
    private final PhaseClock time;

    /** Set when a step begins, and read from then on. */
    @SuppressWarnings("NullAway.Init")
    private ScenarioStep step;

    private long due;
    private long begunAt;
    private boolean measured;
    private boolean pending;

    StepAccount(Measures measures, PhaseClock time) {
        this.measures = measures;
        this.time = time;
    }

    /** A step begins. */
    void begin(ScenarioStep next, long dueNanos) {
        step = next;
        due = dueNanos;
        begunAt = time.now();
        measured = next.isMeasured() && time.measured(dueNanos);
        pending = true;
        if (measured) {
            tally().scheduled++;
        }
    }

    /** It is done. */
    void done(long now) {
        pending = false;
        if (step.isMeasured()) {
            measures.record(metric(), due, begunAt, now, measured);
        }
        if (measured) {
            tally().done++;
        }
    }

    /**
     * It has failed, or the session ends for another reason, and it is not under way.
     *
     * @param late whether its answer was late
     */
    void failed(boolean late, long now) {
        if (pending && measured) {
            tally().timedOut += late ? 1 : 0;
            tally().failed += late ? 0 : 1;
            measures.unended(metric(), due, now);
        }
        pending = false;
    }

    /** The run is over. */
    void over(long now) {
        if (pending && measured) {
            tally().inFlight++;
            measures.unended(metric(), due, now);
        }
    }

    /** Whether a step is under way. */
    boolean isPending() {
        return pending;
    }

    /** When it began. */
    long begunAt() {
        return begunAt;
    }

    /** When it was due. */
    long due() {
        return due;
    }

    private Tally tally() {
        return measures.stepTally(step.metric());
    }

    private Metric metric() {
        return measures.metrics().get(Metric.own().size() + step.metric());
    }
}
