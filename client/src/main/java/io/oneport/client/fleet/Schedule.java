package io.oneport.client.fleet;

import io.oneport.client.pace.Dispatcher;
import io.oneport.client.pace.Pacer;
import io.oneport.client.pace.Performer;
import io.oneport.client.plan.ArrivalModel;
import io.oneport.client.plan.LoadPlan;
import io.oneport.client.plan.RateCurve;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Splits the rates of a plan over the workers, by how many sockets each has. Before the first message. */
final class Schedule {
    private final LoadPlan plan;
    private final List<Worker> workers;
    private final SplittableRandom random;

    Schedule(LoadPlan plan, List<Worker> workers) {
        this.plan = plan;
        this.workers = workers;
        // Not the workers' own: what is due when must not depend on how they open their sockets.
        this.random = new SplittableRandom(plan.seed() ^ 0x5eedL);
    }

    /** What one worker has to do. */
    List<Dispatcher> of(int index) {
        Roster roster = workers.get(index).roster();
        List<Dispatcher> dispatchers = new ArrayList<>();
        LoadPlan.Fleet fleet = plan.fleet();
        RateCurve messages = plan.traffic().webSocket();
        add(dispatchers, roster.echoes(), roster.echoes().size(), fleet.webSockets(), messages, index);
        add(dispatchers, roster.publishers(), roster.publishers().size(), fleet.publishers(), messages, index);
        add(dispatchers, List.of(roster.churn()), roster.churn().size(), fleet.webSockets(), messages, index);
        RateCurve requests = plan.traffic().http();
        add(dispatchers, roster.requesters(), roster.requesters().size(), fleet.http(), requests, index);
        return dispatchers;
    }

    /** Adds what one kind of performer on a worker does; it has {@code some} of {@code all} sockets of that kind. */
    private void add(
            List<Dispatcher> dispatchers,
            List<? extends Performer> performers,
            int some,
            int all,
            RateCurve curve,
            int index) {
        if (some == 0 || curve.peak() == 0) {
            return;
        }
        Duration warmup = plan.phases().warmup();
        Pacer pacer = new Pacer(
                curve.after(warmup.toNanos() / 1e9),
                some / (double) all,
                plan.traffic().arrival() == ArrivalModel.POISSON,
                (index + 0.5) / workers.size(),
                random.nextLong());
        Worker worker = workers.get(index);
        dispatchers.add(new Dispatcher(
                worker.loop(),
                worker.tools().time(),
                pacer,
                performers,
                worker.measures()::sendLag,
                worker.tools().turn()::flush));
    }
}
