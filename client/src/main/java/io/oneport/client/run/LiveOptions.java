package io.oneport.client.run;

import io.oneport.client.judge.Threshold;
import io.oneport.client.plan.LoadPlan;
import io.oneport.protocol.Setting;
import io.oneport.protocol.Units;
import java.net.InetSocketAddress;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What happens while a run goes on: when it starts, who can watch it, and what ends it early. */
final class LiveOptions {
    private static final Duration LONGEST_WAIT = Duration.ofDays(1);

    @Option(
            names = "--start-at",
            paramLabel = "TIME",
            converter = ToTime.class,
            description = {
                "When the load starts, such as",
                "2026-11-29T15:04:05Z, so that several",
                "machines start together; merge adds up their results. The target is looked at before. Default: at once"
            })
    private Instant startAt;

    @Option(
            names = "--prometheus-port",
            paramLabel = "[HOST:]PORT",
            converter = ToAddress.class,
            description = "Serve the figures at /metrics for Prometheus while the run goes on. Default host: loopback")
    private InetSocketAddress prometheus;

    @Option(
            names = "--abort-on",
            paramLabel = "'FIGURE<BOUND'",
            converter = ToCondition.class,
            description = {
                "Condition on a latency or rate, such as",
                "'ws.echo.p99<500ms', that ends the run",
                "early, with exit code 3, as soon as it does not hold for what was measured so far. Repeatable."
            })
    private List<Threshold> abortOn = List.of();

    /** Reads a condition. */
    static final class ToCondition implements ITypeConverter<Threshold> {
        @Override
        public Threshold convert(String word) {
            return Threshold.parse("abort-on", word);
        }
    }

    /** Reads a time. */
    static final class ToTime implements ITypeConverter<Instant> {
        @Override
        public Instant convert(String word) {
            try {
                return OffsetDateTime.parse(word).toInstant();
            } catch (DateTimeException wrong) {
                throw new TypeConversionException("a time with its offset, such as 2026-11-29T15:04:05Z");
            }
        }
    }

    /** Reads an address to listen on. */
    static final class ToAddress implements ITypeConverter<InetSocketAddress> {
        private static final String FORM = "a port from 0 to 65535, or HOST:PORT";

        @Override
        public InetSocketAddress convert(String word) {
            int colon = word.lastIndexOf(':');
            String host = colon < 0 ? "127.0.0.1" : word.substring(0, colon).replaceAll("[\\[\\]]", "");
            String port = word.substring(colon + 1);
            if (host.isEmpty() || !port.matches("\\d{1,5}") || Integer.parseInt(port) > 65535) {
                throw new TypeConversionException(FORM);
            }
            return new InetSocketAddress(host, Integer.parseInt(port));
        }
    }

    /**
     * Refuses conditions that can't end a run, and times that are too far off.
     *
     * @throws IllegalArgumentException if there is one; the message is the line for the person
     */
    void check(LoadPlan plan) {
        for (Threshold condition : abortOn) {
            Setting.require(
                    !condition.isOfBooks(),
                    "abort-on",
                    condition.text(),
                    "a condition on a latency, a rate or a count of a metric");
            condition.requireAmong(plan.metrics(), plan.works());
        }
        if (startAt != null) {
            Duration wait = Duration.between(Instant.now(), startAt);
            Setting.require(!wait.isNegative(), "start-at", startAt, "a time to come; it is " + Instant.now());
            Setting.require(
                    wait.compareTo(LONGEST_WAIT) <= 0, "start-at", startAt, "within " + Units.text(LONGEST_WAIT));
        }
    }

    /** Waits until the run is to start. */
    void await(Measurement measurement) throws InterruptedException {
        if (startAt == null) {
            return;
        }
        measurement.say("waiting until " + startAt);
        for (long left = left(); left > 0; left = left()) {
            Thread.sleep(left);
        }
    }

    private long left() {
        return Duration.between(Instant.now(), startAt).toMillis();
    }

    /** Conditions that end a run early. */
    List<Threshold> abortOn() {
        return abortOn;
    }

    /** Where to listen for Prometheus, or {@code null}. */
    InetSocketAddress prometheus() {
        return prometheus;
    }
}
