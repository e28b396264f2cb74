package io.oneport.client.fleet;

import io.oneport.client.plan.ArrivalModel;
import io.oneport.client.plan.Capacity;
import io.oneport.client.plan.LoadPlan;
import io.oneport.client.plan.WorkKind;

/**
 * How one socket works.
 *
 * @param kind what its work is counted as
 * @param window how many messages may be in flight at once
 * @param capacity how many it may hold, those due and those in flight; a power of two
 * @param timeoutNanos how long an answer may take
 * @param closed whether the answer to one message is what makes the next one due
 * @param integrity whether what comes is compared with what was sent, or with what came before
 */
record WorkRules(WorkKind kind, int window, int capacity, long timeoutNanos, boolean closed, boolean integrity) {
    /** The plan's rules for one kind of work. */
    static WorkRules of(LoadPlan plan, WorkKind kind, int window) {
        return new WorkRules(
                kind,
                window,
                Capacity.messagesPerSocket(plan.fleet().sockets()),
                plan.wires().limits().timeout().toNanos(),
                plan.traffic().arrival() == ArrivalModel.CLOSED,
                plan.messages().integrity());
    }
}
