package io.oneport.client.run;

import io.oneport.client.cli.Converters;
import io.oneport.client.judge.Threshold;
import io.oneport.client.scenario.ScenarioFanout;
import io.oneport.client.scenario.ScenarioFile;
import io.oneport.client.scenario.ScenarioReader;
import io.oneport.protocol.Setting;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** A scenario file in place of a workload of the client's own. */
final class ScenarioOptions {
    @Option(
            names = "--scenario-file",
            paramLabel = "FILE",
            description = {
                "Steps over HTTP, WebSockets and event streams that each session goes through, in YAML;",
                "docs/scenarios.md explains it. Built in are",
                "builtin:graphql-transport-ws",
                "builtin:mqtt, builtin:socketio",
                "builtin:stomp"
            })
    private String source;

    @Option(
            names = "--users",
            paramLabel = "N",
            converter = Converters.ToNumber.class,
            description = "With --scenario-file: maximum number of sessions at once. Default: as the file says")
    private Integer users;

    private @Nullable ScenarioFile file;

    /**
     * The scenario, or {@code null}. Blocks the first time.
     *
     * @throws IllegalArgumentException if it is wrong; the message is the line for the person
     */
    @Nullable
    ScenarioFile file() {
        Setting.require(source != null || users == null, "users", users, "only with --scenario-file");
        if (source != null && file == null) {
            file = ScenarioReader.read(source);
        }
        return file;
    }

    private ScenarioFile given() {
        return Objects.requireNonNull(file(), "asked for only if it is given");
    }

    /** How many sessions at once. */
    int users() {
        Setting.require(users == null || users > 0, "users", users, "at least 1");
        return users != null ? users : given().users();
    }

    /** How many subscribers. */
    int subscribers() {
        ScenarioFanout fanout = given().fanout();
        return fanout == null ? 0 : fanout.subscribers();
    }

    /** The conditions that the file sets. */
    List<Threshold> thresholds() {
        ScenarioFile known = file();
        return known == null
                ? List.of()
                : known.thresholds().stream().map(ScenarioOptions::threshold).toList();
    }

    private static Threshold threshold(ScenarioFile.Located located) {
        try {
            return Threshold.parse(located.text());
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(located.where() + ": " + wrong.getMessage(), wrong);
        }
    }

    /** How the file says that sessions begin; {@code null} if each begins when the one before has ended. */
    @Nullable
    Arrival arrival() {
        ScenarioFile.Located asked = given().arrival();
        if (asked == null) {
            return null;
        }
        try {
            return asked.text().contains(":")
                    ? new Arrival(null, new Stages.ToStages().convert(asked.text()))
                    : new Arrival(io.oneport.client.cli.Rates.perSecond(asked.text()), null);
        } catch (TypeConversionException | IllegalArgumentException wrong) {
            throw new IllegalArgumentException(
                    asked.where() + ": " + asked.text() + " (expected: a rate such as 10/s, or stages such as"
                            + " 10s:1..20,30s:20)",
                    wrong);
        }
    }

    /** One of the two is {@code null}. */
    record Arrival(@Nullable Double rate, @Nullable Stages stages) {}

    /** Adds what was asked for, in words. */
    void tell(Map<String, String> settings) {
        if (source != null) {
            settings.put("scenario-file", source);
            settings.put("users", String.valueOf(users()));
        }
    }
}
