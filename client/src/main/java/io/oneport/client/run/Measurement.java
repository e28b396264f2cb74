package io.oneport.client.run;

import io.oneport.client.account.Progress;
import io.oneport.client.account.ProgressListener;
import io.oneport.client.cli.EndSignal;
import io.oneport.client.cli.LocalFailure;
import io.oneport.client.cli.Secrets;
import io.oneport.client.cli.Usage;
import io.oneport.client.cli.Version;
import io.oneport.client.fleet.Preflight;
import io.oneport.client.fleet.Rehearsal;
import io.oneport.client.net.Target;
import io.oneport.client.plan.Capacity;
import io.oneport.client.plan.LoadPlan;
import io.oneport.client.report.ResultFolder;
import io.oneport.client.report.RunLog;
import io.oneport.client.report.TextReport;
import io.oneport.client.result.Findings;
import io.oneport.client.result.Isolation;
import io.oneport.client.result.RunResult;
import io.oneport.client.result.Search;
import io.oneport.client.result.Storm;
import io.oneport.client.result.ThresholdOutcome;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/**
 * One command that measures, from its first line to its exit code: tells how it goes, writes the files, prints the summary.
 * For one thread.
 */
public final class Measurement implements ProgressListener, AutoCloseable {
    private final CommandSpec command;
    private final OutputOptions options;
    private final Target target;
    private final long seed;
    private final Map<String, String> settings;
    private final PrintWriter out;
    private final LiveStatus status;
    private final @Nullable ResultFolder folder;
    private final List<ProgressListener> others = new ArrayList<>();
    /** {@code null} until someone is to see them. */
    private @Nullable LiveFigures figures;

    private @Nullable PrometheusEndpoint prometheus;
    private @Nullable RemoteWrite remoteWrite;
    private @Nullable RunLog log;
    private final Interruption interruption;

    /**
     * Begins: makes the folder, if one is wanted.
     *
     * @param seed what all random choices come from
     * @param settings what was asked for, in words
     * @throws IllegalArgumentException if the folder can't be made or written
     */
    public Measurement(
            CommandSpec command, OutputOptions options, Target target, long seed, Map<String, String> settings)
            throws IOException {
        this.command = command;
        this.options = options;
        this.target = target;
        this.seed = seed;
        this.settings = settings;
        this.out = command.commandLine().getOut();
        this.folder = options.out() == null ? null : ResultFolder.open(options.out());
        this.status = options.quiet() ? LiveStatus.silent() : LiveStatus.onStandardError();
        status.begin(command.name() + " " + targetText() + ", seed " + seed);
        // Last: nobody would end it if the folder were refused, and looking for a terminal would swallow an interrupt.
        this.interruption = new Interruption();
    }

    /**
     * Begins to measure a server: looks at it, and rehearses without it. Blocks.
     *
     * @param settings what was asked for, in words
     * @throws picocli.CommandLine.ParameterException if ports will not do, or the folder can't be made or written
     * @throws io.oneport.client.net.UnreachableException if the target is not there, or is not what the plan is for
     */
    public static Measurement begin(
            CommandSpec command, OutputOptions options, LoadPlan plan, Map<String, String> settings) throws Exception {
        Measurement measurement = Usage.checked(command.commandLine(), () -> {
            Capacity.requireFreePorts(
                    plan.sockets(), plan.wires().sources(), plan.wires().server());
            return new Measurement(command, options, plan.wires().server(), plan.seed(), settings);
        });
        try {
            new Preflight(plan).check();
            Rehearsal.holdOnce(plan.wires().transport());
            return measurement;
        } catch (IOException | InterruptedException | RuntimeException failed) {
            measurement.close();
            throw failed;
        }
    }

    private static String program() {
        return new Version().getVersion()[0];
    }

    private String targetText() {
        return (target.secure() ? "https://" : "http://") + target.authority();
    }

    /** Has another one hear how it goes, after this one. */
    void alsoTell(ProgressListener other) {
        others.add(other);
    }

    /**
     * Serves the figures for Prometheus until this is closed.
     *
     * @throws picocli.CommandLine.ParameterException if that address can't be had
     */
    void serve(InetSocketAddress address) throws Exception {
        prometheus = Usage.checked(command.commandLine(), () -> new PrometheusEndpoint(address));
        figures().tell(prometheus);
        say("figures for Prometheus at http://" + address.getHostString() + ":" + prometheus.port() + "/metrics");
    }

    /** Sends the figures there until this is closed. */
    void write(RemoteWrite.Receiver receiver) {
        remoteWrite = new RemoteWrite(receiver, status::warn);
        figures().tell(remoteWrite);
    }

    private void endRemoteWrite() {
        if (remoteWrite != null) {
            remoteWrite.close();
            status.end(); // what is said next must not be erased
            remoteWrite.lost().ifPresent(command.commandLine().getErr()::println);
            remoteWrite = null;
        }
    }

    private LiveFigures figures() {
        if (figures == null) {
            figures = new LiveFigures();
            alsoTell(figures);
        }
        return figures;
    }

    @Override
    public void progress(Progress progress) {
        status.progress(progress);
        others.forEach(other -> other.progress(progress));
        ResultFolder folder = this.folder;
        if (folder != null) {
            double end = progress.atNanos() / 1e9;
            double start = (progress.atNanos() - progress.intervalNanos()) / 1e9;
            progress.completed().forEach((metric, histogram) -> {
                try {
                    log(folder).interval(metric.text(), start, end, histogram);
                } catch (IOException failed) {
                    // Said once more, and better, when the other files are written.
                    status.warn("run.hlog: " + failed.getMessage());
                }
            });
        }
    }

    /** Begun with the first figures: until then the files of an earlier run are worth more. */
    private RunLog log(ResultFolder folder) throws IOException {
        if (log == null) {
            log = folder.begin(program(), targetText(), Instant.now());
        }
        return log;
    }

    /** Says one line about what is done next, beside the status. */
    public void say(String line) {
        status.say(line);
    }

    /** What a run found. */
    RunResult result(Findings findings, List<ThresholdOutcome> outcomes) {
        return result(findings, outcomes, null, null, null, ExitVerdict.exitCode(findings, outcomes));
    }

    /** What an experiment found, around the run that it was made of. */
    public RunResult result(
            Findings findings,
            List<ThresholdOutcome> outcomes,
            @Nullable Isolation isolation,
            @Nullable Storm storm,
            @Nullable Search search,
            int exitCode) {
        return new RunResult(
                RunResult.SCHEMA,
                program(),
                command.name(),
                Secrets.hidden(command.root().commandLine().getParseResult().originalArgs()),
                targetText(),
                seed,
                settings,
                findings,
                outcomes,
                isolation,
                storm,
                search,
                findings.interrupted() ? EndSignal.interruptedCode() : exitCode);
    }

    /**
     * Tells what was found: the summary on standard output, and the files.
     *
     * @return the exit code
     * @throws LocalFailure if a file can't be written
     */
    public int tell(RunResult result) throws IOException {
        endRemoteWrite();
        status.end();
        out.print(TextReport.of(result));
        out.flush();
        if (folder != null) {
            try {
                log(folder).close();
                folder.write(result);
            } catch (IOException failed) {
                throw new LocalFailure(ResultFolder.unwritable(options.out(), failed));
            }
            out.println("results     " + options.out().resolve("report.html"));
        }
        return result.exitCode();
    }

    @Override
    public void close() throws IOException {
        status.end();
        if (prometheus != null) {
            prometheus.close();
        }
        endRemoteWrite();
        if (log != null) {
            log.close();
        }
        interruption.end();
    }
}
