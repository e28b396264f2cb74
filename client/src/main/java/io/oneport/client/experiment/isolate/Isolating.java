package io.oneport.client.experiment.isolate;

import io.oneport.client.account.Progress;
import io.oneport.client.account.ProgressListener;
import io.oneport.client.fleet.LoadRun;
import io.oneport.client.plan.LoadPlan;
import io.oneport.client.result.Findings;
import io.oneport.client.result.Isolation;
import io.oneport.client.wire.WireLoop;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** One run of the experiment, which ends when there is a verdict. For one thread. */
final class Isolating implements ProgressListener, AutoCloseable {
    private static final long LOOK_EVERY_NANOS = 2_000_000_000L;
    /** What was due so long ago is answered by now, or so slow that it does not matter by how much. */
    private static final long SETTLED_NANOS = 1_000_000_000L;

    private final ProgressListener listener;
    private final List<Probe> probes;
    private final IsolationJudge judge;
    private final LoadRun run;
    private final ProbeLog log;
    private final LoopPulse pulse;
    private final Visitor visitor;
    private long lastLook;

    /**
     * Prepares it.
     *
     * @param plan of the probes, which has one event loop
     * @param standstillNanos a shorter standstill of this client does not matter
     */
    Isolating(
            LoadPlan plan,
            List<Probe> probes,
            long nearNanos,
            long standstillNanos,
            IsolationJudge judge,
            ProgressListener listener)
            throws IOException {
        this.probes = probes;
        this.judge = judge;
        this.listener = listener;
        this.log = new ProbeLog(plan.wires().limits().timeout());
        this.run = new LoadRun(plan, this);
        this.pulse = new LoopPulse(loop(), run.clock(), standstillNanos);
        this.visitor = new Visitor(plan, nearNanos, run.clock(), run.wires());
        run.listen(log);
        run.alsoCountPorts(visitor::ports);
        run.whenMeasuringIsSet(visitor::begin);
    }

    private WireLoop loop() {
        return run.wires().loops().get(0);
    }

    /** Runs it. */
    Findings execute() throws IOException {
        pulse.start();
        Findings findings = run.execute();
        visitor.stop();
        return findings;
    }

    /** Judges what it has seen; once it has run. */
    Isolation judge(Findings findings) {
        return judge.judge(seen(), visitor.tally().join(), findings.endedEarly());
    }

    @Override
    public void progress(Progress progress) {
        listener.progress(progress);
        if (progress.phase() == Progress.RunPhase.MEASURE && progress.atNanos() - lastLook >= LOOK_EVERY_NANOS) {
            lastLook = progress.atNanos();
            if (judge.canTell(seen(), run.clock().now() - SETTLED_NANOS)) {
                visitor.stop();
                run.enough();
            }
        }
    }

    private IsolationJudge.Seen seen() {
        List<MomentPair> pairs = visitor.pairs().join();
        return loop().ask(() -> {
                    Map<Probe, ProbeLog.LoggedMessages> messages = new EnumMap<>(Probe.class);
                    probes.forEach(probe -> messages.put(probe, log.messages(probe)));
                    return new IsolationJudge.Seen(messages, pairs, pulse.standstills());
                })
                .join();
    }

    @Override
    public void close() {
        visitor.close();
        run.close();
    }
}
