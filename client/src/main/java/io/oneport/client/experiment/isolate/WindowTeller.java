package io.oneport.client.experiment.isolate;

import io.oneport.client.account.Progress;
import io.oneport.client.account.ProgressListener;
import io.oneport.client.run.Measurement;
import java.util.Locale;

/** Says which window it is, beside how the run goes. For one thread. */
final class WindowTeller implements ProgressListener {
    private final Measurement measurement;
    private final WindowPlan plan;
    private final ProbeRecorder recorder;
    private int told = -1;

    WindowTeller(Measurement measurement, WindowPlan plan, ProbeRecorder recorder) {
        this.measurement = measurement;
        this.plan = plan;
        this.recorder = recorder;
    }

    @Override
    public void progress(Progress progress) {
        int now = plan.indexAt(progress.atNanos() - recorder.beginNanos());
        if (now > told) {
            told = now;
            String kind = plan.windows().get(now).kind() == WindowPlan.WindowKind.STORM ? "storm" : "calm";
            measurement.say(String.format(
                    Locale.ROOT, "window %d of %d: %s", now + 1, plan.windows().size(), kind));
        }
        measurement.progress(progress);
    }
}
