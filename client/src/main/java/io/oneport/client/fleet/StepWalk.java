package io.oneport.client.fleet;

import io.oneport.client.scenario.ScenarioStep;
import java.util.List;

/**
 * Leads a {@link ScenarioSlot} through the steps of its scenario. Each step is due when the one before is done and its think
 * time is over; the first is due when the session is, however late it begins. Confined to its worker's loop.
 */
final class StepWalk {
    private final ScenarioSlot slot;
    private final List<ScenarioStep> steps;
    private final StepAccount account;
    /** How many sessions have begun. */
    private long sessions;

    private int position;
    /** When the next step is due. */
    private long stepDue;

    private boolean proceeding;
    private boolean goOn;

    /** Prepares; no session has begun. */
    StepWalk(ScenarioSlot slot, List<ScenarioStep> steps) {
        this.slot = slot;
        this.steps = steps;
        this.account = new StepAccount(slot.measures, slot.time);
    }

    /** A session begins with the first step. */
    void begin() {
        sessions++;
        position = 0;
        stepDue = slot.due();
        proceed();
    }

    /** How many sessions have begun. */
    long sessions() {
        return sessions;
    }

    /** Goes through steps until one has to wait; a step that is done at once does not recurse. */
    private void proceed() {
        if (proceeding) {
            goOn = true;
            return;
        }
        proceeding = true;
        do {
            goOn = false;
            if (slot.isBusy() && !slot.isParting()) {
                next();
            }
        } while (goOn);
        proceeding = false;
    }

    private void next() {
        if (isThrough()) {
            slot.completed();
            return;
        }
        ScenarioStep step = current();
        account.begin(step, stepDue);
        slot.perform(step);
    }

    /** The step that is under way, or to come next. */
    ScenarioStep current() {
        return steps.get(position);
    }

    /** Whether all steps are done. */
    boolean isThrough() {
        return position == steps.size();
    }

    /** Whether a step is under way. */
    boolean isPending() {
        return account.isPending();
    }

    /** Whether a step is under way that does this. */
    boolean isAt(Class<? extends ScenarioStep.Action> action) {
        return account.isPending() && action.isInstance(current().action());
    }

    /** When the step that is under way was due. */
    long due() {
        return account.due();
    }

    /** When the step that is under way began. */
    long begunAt() {
        return account.begunAt();
    }

    /** The step that is under way is done. */
    void done() {
        long now = slot.time.now();
        account.done(now);
        long think = current().think().draw(slot.tools.opener().random());
        position++;
        stepDue = now + think;
        if (think == 0) {
            proceed();
        } else {
            later(stepDue, this::proceed);
        }
    }

    /** The step that is under way does nothing for a while, and then is done. */
    void pause(long nanos) {
        long until = stepDue + nanos;
        later(until, () -> {
            account.done(slot.time.now());
            position++;
            // When it was to go on, not when this loop came to it.
            stepDue = until;
            proceed();
        });
    }

    /** The step that is under way has failed. */
    void failed(boolean late, long now) {
        account.failed(late, now);
    }

    /** The run is over. */
    void over(long now) {
        account.over(now);
    }

    /** Goes on at a time, unless the session has ended by then. */
    private void later(long atNanos, Runnable task) {
        long session = sessions;
        slot.tools
                .opener()
                .schedule(
                        () -> {
                            if (slot.isBusy() && sessions == session && !slot.time.isOver()) {
                                if (slot.time.measured(atNanos)) {
                                    slot.measures.sendLag(slot.time.now() - atNanos);
                                }
                                task.run();
                            }
                        },
                        Math.max(0, atNanos - slot.time.now()));
    }
}
