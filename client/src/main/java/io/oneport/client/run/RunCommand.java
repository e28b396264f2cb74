package io.oneport.client.run;

import io.oneport.client.cli.ExitCode;
import io.oneport.client.cli.Usage;
import io.oneport.client.fleet.LoadRun;
import io.oneport.client.plan.LoadPlan;
import io.oneport.client.result.Findings;
import io.oneport.client.result.RunResult;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code oneport-client run URL}. */
@Command(
        name = "run",
        description = {
            "Loads a server over WebSockets and plain HTTP on one port, and accounts for every message.",
            "",
            "The default is an open model: messages are due at random times that do not depend on the"
                    + " server, and latency is measured from the time when a message was due. Every message is"
                    + " checked. The summary is written to standard output, progress to standard error.",
            ""
        },
        exitCodeListHeading = "%nExit codes (if several apply, the first of 6, 4, 5, 3):%n",
        exitCodeList = {
            ExitCode.PASS + ":the run completed and all thresholds were met",
            ExitCode.INTERNAL_HELP,
            ExitCode.USAGE_HELP,
            ExitCode.THRESHOLD + ":a threshold was not met",
            ExitCode.VERIFICATION_FAILED + ":messages were lost, duplicated, reordered, corrupted or crossed",
            ExitCode.INVALID + ":the client could not keep to its schedule: the figures are not the server's",
            ExitCode.UNREACHABLE + ":no connection to the server, or it does not serve what the run needs",
            ExitCode.INTERRUPTED_HELP
        })
public final class RunCommand implements Callable<Integer> {
    @Mixin
    private LoadOptions load;

    @Mixin
    private ResultOptions results;

    @Mixin
    private LiveOptions live;

    @Mixin
    private RemoteWriteOptions remoteWrite;

    @Mixin
    private PipelineOptions pipeline;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        LoadPlan plan = Usage.checked(spec.commandLine(), () -> {
            LoadPlan asked = load.plan();
            VainOptions.refuse(spec.commandLine().getParseResult(), asked);
            results.alsoRequire(load.thresholds());
            results.requireMeasuredBy(asked);
            live.check(asked);
            remoteWrite.check();
            pipeline.check();
            return asked;
        });
        try (Measurement measurement = Measurement.begin(spec, results.output(), plan, load.settings(plan));
                LoadRun run = new LoadRun(plan, measurement)) {
            live.await(measurement);
            if (!live.abortOn().isEmpty()) {
                measurement.alsoTell(new AbortRule(live.abortOn(), run::endEarly));
            }
            if (live.prometheus() != null) {
                measurement.serve(live.prometheus());
            }
            if (remoteWrite.receiver() != null) {
                measurement.write(remoteWrite.receiver());
            }
            Findings findings = run.execute();
            RunResult result = measurement.result(findings, results.judge(findings));
            pipeline.write(result);
            return measurement.tell(result);
        }
    }
}
