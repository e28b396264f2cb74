package io.oneport.client.run;

import io.oneport.client.cli.ExitCode;
import io.oneport.client.cli.Usage;
import io.oneport.client.fleet.LoadRun;
import io.oneport.client.plan.LoadPlan;
import io.oneport.client.result.Findings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code oneport-client run URL}. */
@Command(
        name = "run",
        description = {
            "Loads a server over WebSockets and plain HTTP at once, on one port, and says what became of every message.",
            "",
            "By default in an open model: messages are due at random times whatever the server does, and a latency counts"
                    + " from when its message was due. Every message is checked. The summary goes to standard output, how it"
                    + " goes meanwhile to standard error.",
            ""
        },
        exitCodeListHeading = "%nExit codes (when several hold, the first of 6, 5, 4, 3):%n",
        exitCodeList = {
            ExitCode.PASS + ":it ran, and all thresholds held",
            ExitCode.INTERNAL_HELP,
            ExitCode.USAGE_HELP,
            ExitCode.THRESHOLD + ":a threshold did not hold",
            ExitCode.VERIFICATION_FAILED + ":messages were lost, duplicated, reordered, corrupted or crossed",
            ExitCode.INVALID + ":this client did not keep to its plan: the figures are its own, not the server's",
            ExitCode.UNREACHABLE + ":no connection to the server, or it is not what was asked for",
            ExitCode.INTERRUPTED_HELP
        })
public final class RunCommand implements Callable<Integer> {
    @Mixin
    private LoadOptions load;

    @Mixin
    private ResultOptions results;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        LoadPlan plan = Usage.checked(spec.commandLine(), () -> {
            LoadPlan asked = load.plan();
            VainOptions.refuse(spec.commandLine().getParseResult(), asked);
            results.requireMeasuredBy(asked);
            return asked;
        });
        try (Measurement measurement = Measurement.begin(spec, results.output(), plan, load.settings(plan));
                LoadRun run = new LoadRun(plan, measurement)) {
            Findings findings = run.execute();
            return measurement.tell(measurement.result(findings, results.judge(findings)));
        }
    }
}
