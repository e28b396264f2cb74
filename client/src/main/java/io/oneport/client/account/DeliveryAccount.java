package io.oneport.client.account;

import io.oneport.client.plan.WorkKind;
import java.util.function.LongPredicate;

/**
 * The account of one subscriber, closed at the end of a run: what it has received of all its publishers beside what these
 * have published. For one thread.
 *
 * <p>What was acknowledged and has not come is lost if it was sent longer ago than an answer may take, or if what came
 * instead proves it. The rest is on its way.
 */
public final class DeliveryAccount {
    private final Measures measures;
    private final WorkKind work;
    private final long nowNanos;
    private final long measureFrom;
    private final long overdueNanos;
    private long scheduled;
    private long awaited;
    private long lost;

    /**
     * Nothing was published yet.
     *
     * @param measures where it is counted
     * @param nowNanos when the run ended
     * @param measureFrom when measuring began
     * @param timeoutNanos how long an answer may take
     */
    public DeliveryAccount(Measures measures, WorkKind work, long nowNanos, long measureFrom, long timeoutNanos) {
        this.measures = measures;
        this.work = work;
        this.nowNanos = nowNanos;
        this.measureFrom = measureFrom;
        this.overdueNanos = nowNanos - timeoutNanos;
    }

    /**
     * Adds one publisher.
     *
     * @param seen what has come of it
     * @param stays whether the subscriber was there at the end, and what it has not received is still to come
     * @param proven whether a message that others have overtaken is known to be lost, however short a while ago it was sent
     * @param provenFrom none below this is proven
     */
    public void add(
            SeenMessages seen, PublishedNumbers published, boolean stays, LongPredicate proven, long provenFrom) {
        NumberRanges acknowledged = published.acknowledged();
        NumberRanges measured = published.measured();
        long overdue = published.sentBy(overdueNanos);
        scheduled +=
                measured.sum((from, to) -> acknowledged.within(from, to) + seen.seenBeside(acknowledged, from, to));
        lost += seen.lost(acknowledged, overdue);
        LongPredicate known = number -> acknowledged.within(number, number + 1) > 0 && proven.test(number);
        lost += seen.missing(Math.max(overdue, provenFrom), known);
        if (stays) {
            lost += acknowledged.within(seen.end(), overdue);
            long behind = measured.sum((from, to) -> {
                long recent = Math.max(from, overdue);
                return acknowledged.within(Math.max(recent, seen.end()), to)
                        + seen.missing(acknowledged, recent, to)
                        - seen.missing(Math.max(recent, provenFrom), number -> number < to && known.test(number));
            });
            awaited += behind;
            Meter meter = measures.meter(work.metric());
            meter.recordUnended(nowNanos - Math.max(seen.lastDue(), measureFrom), behind);
        }
    }

    /**
     * Counts all of it.
     *
     * @param done how many came that were due while measuring
     * @param corrupted how many came changed: each leaves a gap that is no loss
     * @return how many were to come and did not, and are not awaited any more
     */
    public long close(long done, long corrupted) {
        // Where so much went wrong that spans were forgotten, what was seen is the least that was there to be seen.
        scheduled = Math.max(scheduled, done + awaited);
        long failed = scheduled - done - awaited;
        measures.meter(work.metric()).recordUnended(nowNanos - measureFrom, failed);
        Tally tally = measures.tally(work);
        tally.scheduled += scheduled;
        tally.done += done;
        tally.inFlight += awaited;
        tally.failed += failed;
        measures.content.lost += Math.max(0, lost - corrupted);
        return failed;
    }
}
