package io.oneport.client.report;

import io.oneport.client.result.Books;
import io.oneport.client.result.Exchanged;
import io.oneport.client.result.FailureGroup;
import io.oneport.client.result.Findings;
import io.oneport.client.result.Heat;
import io.oneport.client.result.Host;
import io.oneport.client.result.HostileGroup;
import io.oneport.client.result.Integrity;
import io.oneport.client.result.Isolation;
import io.oneport.client.result.Latency;
import io.oneport.client.result.Mark;
import io.oneport.client.result.RunResult;
import io.oneport.client.result.Search;
import io.oneport.client.result.Series;
import io.oneport.client.result.SocketCounts;
import io.oneport.client.result.Storm;
import io.oneport.client.result.ThresholdOutcome;
import io.oneport.client.result.Validity;
import io.oneport.client.result.WorstSocket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.HdrHistogram.Histogram;

/**
 * Results that nobody measured: drawn from a seed, in the shape of real ones. What a test wants to be different, it sets
 * before {@link #build}.
 */
final class SampleResult {
    private static final long MICRO = 1_000;
    private static final long MILLI = 1_000_000;
    private static final int RATE = 5_000;
    private static final int SECONDS = 40;
    private static final int STALL_AT = 22;

    private final Random random = new Random(4);
    String command = "run";
    Validity.Verdict verdict = Validity.Verdict.VALID;
    List<String> reasons = List.of();
    boolean stall = false;
    Isolation isolation = null;
    Storm storm = null;
    Search search = null;
    String endedEarly = null;
    List<Books> books =
            List.of(new Books("ws", 150_000, 150_000, 0, 0, 0, 0), new Books("http", 60_000, 60_000, 0, 0, 0, 0));
    Integrity integrity = new Integrity(true, 150_000, 0, 0, 0, 0, 0, 0, 0, 0);
    List<FailureGroup> failures = List.of();
    List<HostileGroup> hostile = List.of();
    List<ThresholdOutcome> thresholds = List.of();
    long deflateOffered = 0;
    long deflateAgreed = 0;
    int exitCode = 0;
    /** {@code null}: one is drawn. */
    Series series = null;

    /** A run in which all went well. */
    static SampleResult good() {
        SampleResult sample = new SampleResult();
        sample.thresholds = List.of(
                new ThresholdOutcome("ws.echo.p99<5ms", "1.52ms", true),
                new ThresholdOutcome("http.p99<5ms", "1.31ms", true));
        return sample;
    }

    /** A server that stood still for two seconds; and whatever else a result can hold but experiments. */
    static SampleResult stalled() {
        SampleResult sample = new SampleResult();
        sample.stall = true;
        sample.verdict = Validity.Verdict.SUSPECT;
        sample.reasons = List.of("an event loop of this client stalled for 31 ms, twice");
        sample.thresholds = List.of(
                new ThresholdOutcome("ws.echo.p99<5ms", "1.92s", false),
                new ThresholdOutcome("http.p50<1ms", "0.24ms", true));
        sample.books = List.of(
                new Books("ws", 150_000, 149_902, 61, 30, 0, 7), new Books("http", 60_000, 59_988, 12, 0, 0, 0));
        sample.integrity = new Integrity(true, 149_902, 2, 0, 1, 0, 0, 0, 0, 0);
        sample.failures = List.of(
                new FailureGroup("connection reset by peer", "10.0.0.1", 61, 22.4, "10.0.0.1:40112 > 10.0.0.9:8080"),
                new FailureGroup("no answer within 5s", "10.0.0.1", 30, 24.1, "10.0.0.1:40113 > 10.0.0.9:8080"),
                new FailureGroup("HTTP status 503", "10.0.0.2", 12, 23.0, "10.0.0.2:51000 > 10.0.0.9:8080"));
        sample.hostile = List.of(
                new HostileGroup("slow-reader", 50, ordered("closed by the server", 48, "still open", 2)),
                new HostileGroup("unmasked", 20, ordered("close code 1002", 20, "reset", 0)));
        sample.exitCode = 4;
        return sample;
    }

    /** With every part that a result can have. */
    static SampleResult everything() {
        SampleResult sample = stalled();
        sample.endedEarly = "the server closed all sockets";
        sample.isolation = isolation(1500).isolation;
        sample.storm = storm().storm;
        sample.search = search().search;
        return sample;
    }

    private static Map<String, Long> ordered(String first, long firstCount, String second, long secondCount) {
        Map<String, Long> outcomes = new LinkedHashMap<>();
        outcomes.put(first, firstCount);
        outcomes.put(second, secondCount);
        return outcomes;
    }

    /** The isolation experiment; {@code shiftMicros} is what an upgrade costs. */
    static SampleResult isolation(long shiftMicros) {
        SampleResult sample = good();
        sample.command = "isolate";
        List<Isolation.MomentBatch> batches = new ArrayList<>();
        for (int batch = 0; batch < 12; batch++) {
            Map<String, Isolation.Sides> probes = new TreeMap<>();
            for (String probe : List.of("http", "ws")) {
                long calm = Math.round((400 + sample.random.nextGaussian() * 40) * MICRO);
                probes.put(probe, new Isolation.Sides(calm + shiftMicros * MICRO, calm));
            }
            batches.add(new Isolation.MomentBatch(batch * 1.5, probes));
        }
        boolean pass = shiftMicros < 800;
        Isolation.Conclusion outcome = pass ? Isolation.Conclusion.PASS : Isolation.Conclusion.FAIL;
        List<Isolation.Comparison> comparisons = new ArrayList<>();
        for (String probe : List.of("http", "ws")) {
            comparisons.add(comparison(probe, shiftMicros, outcome));
        }
        String sentence = pass
                ? "near an upgrade no more messages are slow"
                : "near an upgrade 42% of the http messages are slow, 1.0% of the others";
        sample.isolation =
                new Isolation(MILLI, 10 * MILLI, 0.1, outcome, sentence, 240, 3, 243, 243, batches, comparisons);
        sample.exitCode = pass ? 0 : 3;
        return sample;
    }

    private static Isolation.Comparison comparison(String probe, long shift, Isolation.Conclusion outcome) {
        boolean pass = outcome == Isolation.Conclusion.PASS;
        double near = pass ? 0.02 : 0.42;
        return new Isolation.Comparison(
                probe,
                1_200,
                1_187,
                220 * MICRO,
                near,
                0.01,
                near - 0.01,
                near - 0.05,
                near + 0.03,
                (400 + shift) * MICRO,
                400 * MICRO,
                shift * MICRO,
                (shift - 70) * MICRO,
                (shift + 70) * MICRO,
                outcome,
                probe + " p90 shifts by " + shift + "µs");
    }

    /** Two cuts; after the second not all came back. */
    static SampleResult storm() {
        SampleResult sample = good();
        sample.command = "storm";
        sample.storm =
                new Storm(List.of(sample.round("fin", 12, 1000, 1000, 900), sample.round("rst", 25, 1000, 994, 1400)));
        return sample;
    }

    private Storm.Round round(String how, double at, int cut, int recovered, long millis) {
        List<Long> after = random.doubles(recovered)
                .mapToLong(share -> Math.round((0.05 + 0.95 * Math.pow(share, 1.6)) * millis * MILLI))
                .sorted()
                .boxed()
                .toList();
        Long all = recovered == cut ? after.get(recovered - 1) : null;
        return new Storm.Round(how, at, cut, recovered, after.get(cut / 2), after.get(cut * 99 / 100), all, after);
    }

    /** A search that ends at 20,000 a second. */
    static SampleResult search() {
        SampleResult sample = good();
        sample.command = "find";
        String why = "ws.echo.p99<5ms was ";
        sample.search = new Search(
                20_000,
                "20,000/s met all thresholds; 22,500/s did not.",
                List.of(
                        new Search.Trial(5_000, 5_001, true, null, 210 * MICRO, 1100 * MICRO),
                        new Search.Trial(10_000, 9_998, true, null, 230 * MICRO, 1300 * MICRO),
                        new Search.Trial(20_000, 19_990, true, null, 310 * MICRO, 3400 * MICRO),
                        new Search.Trial(40_000, 31_020, false, why + "1.8s", 700 * MILLI, 1800 * MILLI),
                        new Search.Trial(30_000, 29_100, false, why + "91ms", 4 * MILLI, 91 * MILLI),
                        new Search.Trial(25_000, 24_980, false, why + "12ms", 900 * MICRO, 12 * MILLI),
                        new Search.Trial(22_500, 22_490, false, why + "6.1ms", 500 * MICRO, 6100 * MICRO)));
        return sample;
    }

    /** Where each metric's median, 99th percentile and maximum were. */
    private static Heat heat(Series series) {
        List<Long> bounds = List.of(1_000L, 100_000L, 300_000L, MILLI, 10 * MILLI, 100 * MILLI, 1000 * MILLI);
        Map<String, List<List<Long>>> metrics = new LinkedHashMap<>();
        for (String metric : List.of("ws.echo", "http")) {
            metrics.put(
                    metric,
                    series.samples().stream()
                            .map(sample -> column(bounds, sample.points().get(metric)))
                            .toList());
        }
        return new Heat(
                bounds, series.samples().stream().map(Series.Sample::atSeconds).toList(), metrics);
    }

    private static List<Long> column(List<Long> bounds, Series.Point point) {
        if (point == null) {
            return List.of();
        }
        long[] bands = new long[bounds.size() + 1];
        bands[band(bounds, point.p50Nanos())] += point.count() - 2;
        bands[band(bounds, point.p99Nanos())]++;
        bands[band(bounds, point.maxNanos())]++;
        return LongStream.of(bands).boxed().toList();
    }

    private static int band(List<Long> bounds, long nanos) {
        int band = 0;
        while (band < bounds.size() && bounds.get(band) < nanos) {
            band++;
        }
        return band;
    }

    RunResult build() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("ws", "500");
        settings.put("http", "200");
        settings.put("rate", "10/s per socket");
        settings.put("arrival", "poisson");
        settings.put("warmup", "5s");
        settings.put("duration", "30s");
        settings.put("drain", "5s");
        settings.put("size", "128B");
        return new RunResult(
                RunResult.SCHEMA,
                "oneport-client 0.1.0",
                command,
                List.of(
                        command,
                        "ws://10.0.0.9:8080/echo",
                        "--ws",
                        "500",
                        "--http",
                        "200",
                        "--threshold",
                        "ws.echo.p99<5ms"),
                "ws://10.0.0.9:8080/echo",
                42,
                settings,
                new Findings(
                        "2026-01-02T03:04:05Z",
                        40.2,
                        endedEarly,
                        false,
                        new Host("Linux 6.1", 8, "17.0.12 Eclipse Adoptium", "epoll", 4),
                        new Validity(
                                verdict,
                                reasons,
                                times(50_000, 40, 0.4),
                                verdict == Validity.Verdict.VALID ? 0 : 2,
                                31 * MILLI,
                                12 * MILLI,
                                0.41,
                                700,
                                28_232,
                                731,
                                1_048_576),
                        new SocketCounts(
                                700,
                                700,
                                500,
                                200,
                                0,
                                0,
                                failures.isEmpty() ? 0 : 61,
                                0,
                                700,
                                deflateOffered,
                                deflateAgreed),
                        latencies(),
                        integrity,
                        books,
                        failures,
                        List.of(
                                new WorstSocket("10.0.0.1:40112 > 10.0.0.9:8080", "ws", 299, 1, 2011 * MILLI, 22.1),
                                new WorstSocket("10.0.0.1:40290 > 10.0.0.9:8080", "http", 300, 0, 12 * MILLI, 9.7)),
                        hostile,
                        series == null ? series() : series,
                        new Exchanged(3_840_000, 5_120_000, Map.of("200", 5900L, "503", 12L)),
                        heat(series == null ? series() : series),
                        List.of(new Mark(21.4, "gc", 8 * MILLI), new Mark(22.4, "stall", 71 * MILLI))),
                thresholds,
                isolation,
                storm,
                search,
                exitCode);
    }

    private List<Latency> latencies() {
        Histogram due = times(145_000, 260, 0.5);
        Histogram sent = due.copy();
        Histogram pessimistic = null;
        if (stall) {
            for (int i = 0; i < 2 * RATE; i++) {
                due.recordValue(2_000 * MILLI * (i + 1) / (2 * RATE));
                sent.recordValue((i % 500 == 0 ? 2_000 : 1) * MILLI);
            }
            pessimistic = due.copy();
            pessimistic.recordValueWithCount(4_900 * MILLI, 7);
        }
        return List.of(
                new Latency(
                        "connect",
                        "from the call to connect until the socket is open",
                        times(700, 120, 0.4),
                        null,
                        null,
                        23.3),
                new Latency("tls", "from open until the TLS handshake is done", new Histogram(3), null, null, 0),
                new Latency(
                        "upgrade", "from the request until the 101 is read", times(500, 420, 0.5), null, null, 16.7),
                new Latency(
                        "ws.echo",
                        "from when a message was due until its echo was read",
                        due,
                        sent,
                        pessimistic,
                        5_000),
                new Latency(
                        "http",
                        "from when a request was due until its answer was read",
                        times(60_000, 240, 0.5),
                        times(60_000, 235, 0.5),
                        null,
                        2_000));
    }

    /** Log-normal, about the given median. */
    private Histogram times(int count, double medianMicros, double sigma) {
        Histogram times = new Histogram(3);
        for (int i = 0; i < count; i++) {
            times.recordValue(Math.round(medianMicros * Math.exp(sigma * random.nextGaussian()) * MICRO));
        }
        return times;
    }

    private Series series() {
        List<Series.Sample> samples = new ArrayList<>();
        for (int second = 1; second <= SECONDS; second++) {
            String phase = second <= 5 ? "warm-up" : second <= 35 ? "measure" : "drain";
            boolean stands = stall && (second == STALL_AT || second == STALL_AT + 1);
            Map<String, Series.Point> points = new TreeMap<>();
            if (!stands && second <= 36) {
                int factor = stall && second == STALL_AT + 2 ? 3 : 1;
                points.put("ws.echo", point(RATE * factor, factor == 1 ? 260 : 900_000));
                points.put("http", point(2_000 * factor, factor == 1 ? 240 : 900_000));
            }
            samples.add(new Series.Sample(
                    second,
                    phase,
                    points,
                    Math.min(700, second * 350),
                    stands ? 20 : 0,
                    Math.round((60 + random.nextInt(50)) * (double) MICRO),
                    0.35 + random.nextDouble() * 0.1));
        }
        return new Series(1, samples);
    }

    private Series.Point point(int perSecond, double medianMicros) {
        long p50 = Math.round(medianMicros * (0.97 + random.nextDouble() * 0.06) * MICRO);
        double tail = medianMicros > 10_000 ? 2.1 : 4.5 + random.nextDouble();
        return new Series.Point(
                Math.round(perSecond * (0.98 + random.nextDouble() * 0.04)),
                p50,
                Math.round(p50 * tail),
                Math.round(p50 * tail * (1.05 + random.nextDouble())));
    }
}
