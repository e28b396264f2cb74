package io.oneport.client.run;

import io.oneport.client.cli.Converters;
import io.oneport.client.cli.ExitCode;
import io.oneport.client.load.Findings;
import io.oneport.client.load.LoadPlan;
import io.oneport.client.load.LoadRun;
import io.oneport.client.load.Preflight;
import io.oneport.client.net.Target;
import io.oneport.client.result.Latency;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code oneport-client run URL}. */
@Command(name = "run", description = "Loads a server, and says what became of every message.")
public final class RunCommand implements Callable<Integer> {
    @Parameters(paramLabel = "URL", converter = Converters.ToTarget.class, description = "The server.")
    private Target url;

    @Mixin
    private LoadOptions options;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        LoadPlan plan = options.plan(url);
        new Preflight(plan).check();
        try (LoadRun run = new LoadRun(
                plan,
                p -> System.err.println(p.phase() + " " + p.openSockets() + " "
                        + p.completed().entrySet().stream()
                                .map(e -> e.getKey() + "=" + e.getValue().getTotalCount() + " p50="
                                        + e.getValue().getValueAtPercentile(50) / 1000)
                                .toList()
                        + " lag " + p.sendLag().getValueAtPercentile(99) / 1000 + " cpu " + p.cpu()))) {
            Findings f = run.execute();
            for (Latency l : f.latencies()) {
                spec.commandLine()
                        .getOut()
                        .printf(
                                "%s n=%d %.0f/s p50=%.3f p99=%.3f p99.9=%.3f max=%.3f unc p99 %.3f%n",
                                l.metric(),
                                l.corrected().getTotalCount(),
                                l.perSecond(),
                                l.corrected().getValueAtPercentile(50) / 1e6,
                                l.corrected().getValueAtPercentile(99) / 1e6,
                                l.corrected().getValueAtPercentile(99.9) / 1e6,
                                l.corrected().getMaxValue() / 1e6,
                                l.uncorrected() == null ? 0 : l.uncorrected().getValueAtPercentile(99) / 1e6);
            }
            spec.commandLine()
                    .getOut()
                    .println(f.validity().verdict() + " " + f.validity().reasons());
            spec.commandLine().getOut().println(f.sockets());
            spec.commandLine().getOut().println(f.integrity());
            spec.commandLine().getOut().println(f.books());
            spec.commandLine().getOut().println(f.failures());
            spec.commandLine().getOut().println(f.worstSockets());
        }
        return ExitCode.PASS;
    }
}
