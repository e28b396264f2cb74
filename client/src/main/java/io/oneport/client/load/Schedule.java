package io.oneport.client.load;

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
    List<Traffic> of(int index) {
        Worker worker = workers.get(index);
        List<Traffic> traffics = new ArrayList<>();
        LoadPlan.Fleet fleet = plan.fleet();
        RateCurve messages = plan.traffic().webSocket();
        add(traffics, worker, messages, worker.echoes, fleet.webSockets(), index);
        add(traffics, worker, messages, worker.publishers, fleet.publishers(), index);
        add(traffics, worker, plan.traffic().http(), worker.requesters, fleet.http(), index);
        return traffics;
    }

    private void add(
            List<Traffic> traffics,
            Worker worker,
            RateCurve curve,
            List<? extends WorkSocket> sockets,
            int all,
            int index) {
        if (sockets.isEmpty() || curve.peak() == 0) {
            return;
        }
        Duration warmup = plan.phases().warmup();
        Pacer pacer = new Pacer(
                curve.after(warmup.toNanos() / 1e9),
                sockets.size() / (double) all,
                plan.traffic().arrival() == Arrival.POISSON,
                (index + 1.0) / workers.size(),
                random.nextLong());
        traffics.add(new Traffic(worker, pacer, sockets));
    }
}
