package io.oneport.client.experiment.merge;

import io.oneport.client.result.Books;
import io.oneport.client.result.Exchanged;
import io.oneport.client.result.FailureGroup;
import io.oneport.client.result.Findings;
import io.oneport.client.result.Heat;
import io.oneport.client.result.Host;
import io.oneport.client.result.HostileGroup;
import io.oneport.client.result.Integrity;
import io.oneport.client.result.Latency;
import io.oneport.client.result.Mark;
import io.oneport.client.result.RunResult;
import io.oneport.client.result.SocketCounts;
import io.oneport.client.result.Validity;
import io.oneport.client.result.WorstSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Adds up what several machines found: counts are summed, histograms are added value by value, so that percentiles are those
 * of all messages, and the verdict is that of the worst machine. For one thread.
 */
final class ResultMerge {
    private static final int MOST_WORST_SOCKETS = 10;

    private final List<RunResult> parts;
    private final List<String> names;

    /** @param names of the parts, for people */
    ResultMerge(List<RunResult> parts, List<String> names) {
        this.parts = parts;
        this.names = names;
    }

    Findings findings() {
        Instant start = parts.stream()
                .map(ResultMerge::start)
                .min(Comparator.naturalOrder())
                .orElseThrow();
        Instant end = parts.stream()
                .map(ResultMerge::end)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        return new Findings(
                start.toString(),
                Duration.between(start, end).toMillis() / 1e3,
                endedEarly(),
                parts.stream().anyMatch(part -> part.found().targetGone()),
                host(),
                validity(),
                sockets(),
                latencies(),
                integrity(),
                books(),
                failures(),
                worst(),
                hostile(),
                SeriesMerge.of(parts, start),
                exchanged(),
                Heat.NONE,
                marks(start));
    }

    private static Instant start(RunResult part) {
        return Instant.parse(part.found().started());
    }

    private static Instant end(RunResult part) {
        return start(part).plusMillis((long) (part.found().seconds() * 1e3));
    }

    /** The settings that all have, and the others side by side. */
    Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        for (RunResult part : parts) {
            part.settings()
                    .forEach((name, first) -> settings.computeIfAbsent(
                            name,
                            none -> parts.stream()
                                    .map(other -> other.settings().getOrDefault(name, "–"))
                                    .distinct()
                                    .collect(Collectors.joining(" | "))));
        }
        settings.put("machines", String.valueOf(parts.size()));
        return settings;
    }

    private @Nullable String endedEarly() {
        List<String> reasons = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            String reason = parts.get(i).found().endedEarly();
            if (reason != null) {
                reasons.add(parts.get(i).found().aborted() ? reason : names.get(i) + ": " + reason);
            }
        }
        return reasons.isEmpty() ? null : String.join("; ", reasons);
    }

    private long sum(ToLongFunction<RunResult> figure) {
        return parts.stream().mapToLong(figure).sum();
    }

    private static String distinct(Collection<String> texts) {
        return texts.stream().distinct().collect(Collectors.joining(" | "));
    }

    private String distinct(Function<Host, String> text) {
        return distinct(
                parts.stream().map(part -> text.apply(part.found().host())).toList());
    }

    private Host host() {
        return new Host(
                distinct(Host::os),
                (int) sum(part -> part.found().host().cores()),
                distinct(Host::java),
                distinct(Host::transport),
                (int) sum(part -> part.found().host().threads()));
    }

    private Validity validity() {
        List<Validity> all = parts.stream().map(part -> part.found().validity()).toList();
        List<String> reasons = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            String name = names.get(i);
            all.get(i).reasons().forEach(reason -> reasons.add(name + ": " + reason));
        }
        Validity fullest = all.stream()
                .max(Comparator.comparingDouble(one -> one.portsUsed() / (double) Math.max(1, one.portsAvailable())))
                .orElseThrow();
        Validity busiest = all.stream()
                .max(Comparator.comparingDouble(one -> one.filesUsed() / (double) Math.max(1, one.filesAvailable())))
                .orElseThrow();
        return new Validity(
                all.stream()
                        .map(Validity::verdict)
                        .max(Comparator.naturalOrder())
                        .orElseThrow(),
                reasons,
                added(all.stream().map(Validity::sendLag).toList()),
                all.stream().mapToLong(Validity::stalls).sum(),
                all.stream().mapToLong(Validity::longestStallNanos).max().orElse(0),
                all.stream().mapToLong(Validity::gcNanos).max().orElse(0),
                all.stream().mapToDouble(Validity::cpu).max().orElse(0),
                fullest.portsUsed(),
                fullest.portsAvailable(),
                busiest.filesUsed(),
                busiest.filesAvailable());
    }

    private static Histogram added(List<Histogram> histograms) {
        Histogram sum = new Histogram(histograms.get(0).getNumberOfSignificantValueDigits());
        sum.setAutoResize(true);
        histograms.forEach(sum::add);
        return sum;
    }

    private SocketCounts sockets() {
        Function<ToLongFunction<SocketCounts>, Long> of =
                figure -> sum(part -> figure.applyAsLong(part.found().sockets()));
        return new SocketCounts(
                of.apply(SocketCounts::planned),
                of.apply(SocketCounts::opened),
                of.apply(SocketCounts::upgraded),
                of.apply(SocketCounts::stayedHttp),
                of.apply(SocketCounts::streams),
                of.apply(SocketCounts::failed),
                of.apply(SocketCounts::lost),
                of.apply(SocketCounts::reopened),
                of.apply(SocketCounts::peakOpen),
                of.apply(SocketCounts::deflateOffered),
                of.apply(SocketCounts::deflateAgreed));
    }

    private List<Latency> latencies() {
        Map<String, List<Latency>> all = new LinkedHashMap<>();
        parts.forEach(part -> part.found()
                .latencies()
                .forEach(one -> all.computeIfAbsent(one.metric(), first -> new ArrayList<>())
                        .add(one)));
        return all.values().stream().map(ResultMerge::latency).toList();
    }

    private static Latency latency(List<Latency> same) {
        boolean unended = same.stream().anyMatch(one -> one.pessimistic() != null);
        List<Histogram> sent =
                same.stream().map(Latency::uncorrected).filter(Objects::nonNull).toList();
        return new Latency(
                same.get(0).metric(),
                same.get(0).about(),
                added(same.stream().map(Latency::corrected).toList()),
                sent.isEmpty() ? null : added(sent),
                unended
                        ? added(same.stream()
                                .map(one -> one.pessimistic() != null ? one.pessimistic() : one.corrected())
                                .toList())
                        : null,
                same.stream().mapToDouble(Latency::perSecond).sum());
    }

    private Integrity integrity() {
        Function<ToLongFunction<Integrity>, Long> of =
                figure -> sum(part -> figure.applyAsLong(part.found().integrity()));
        return new Integrity(
                // What one has found is found, also if others did not look.
                parts.stream().anyMatch(part -> part.found().integrity().checked()),
                of.apply(Integrity::messages),
                of.apply(Integrity::lost),
                of.apply(Integrity::duplicated),
                of.apply(Integrity::reordered),
                of.apply(Integrity::corrupted),
                of.apply(Integrity::crossed),
                of.apply(Integrity::inDoubt),
                of.apply(Integrity::unsolicited),
                of.apply(Integrity::answers));
    }

    private List<Books> books() {
        Map<String, Books> sums = new LinkedHashMap<>();
        parts.forEach(part -> part.found().books().forEach(one -> sums.merge(one.name(), one, ResultMerge::sum)));
        return List.copyOf(sums.values());
    }

    private static Books sum(Books one, Books other) {
        return new Books(
                one.name(),
                one.scheduled() + other.scheduled(),
                one.done() + other.done(),
                one.failed() + other.failed(),
                one.timedOut() + other.timedOut(),
                one.unsent() + other.unsent(),
                one.inFlight() + other.inFlight());
    }

    private List<FailureGroup> failures() {
        Map<List<String>, FailureGroup> sums = new HashMap<>();
        parts.forEach(part -> part.found()
                .failures()
                .forEach(one -> sums.merge(
                        List.of(one.what(), one.source()),
                        one,
                        (first, second) -> new FailureGroup(
                                first.what(),
                                first.source(),
                                first.count() + second.count(),
                                Math.min(first.firstSeconds(), second.firstSeconds()),
                                first.example()))));
        return sums.values().stream()
                .sorted(Comparator.comparingLong(FailureGroup::count).reversed())
                .toList();
    }

    private List<WorstSocket> worst() {
        return parts.stream()
                .flatMap(part -> part.found().worstSockets().stream())
                .sorted(Comparator.comparingLong(WorstSocket::worstNanos).reversed())
                .limit(MOST_WORST_SOCKETS)
                .toList();
    }

    private Exchanged exchanged() {
        Map<String, Long> statuses = new TreeMap<>();
        parts.forEach(part -> part.found()
                .exchanged()
                .statuses()
                .forEach((status, count) -> statuses.merge(status, count, Long::sum)));
        return new Exchanged(
                sum(part -> part.found().exchanged().sentBytes()),
                sum(part -> part.found().exchanged().receivedBytes()),
                statuses);
    }

    private List<Mark> marks(Instant start) {
        return parts.stream()
                .flatMap(part -> part.found().marks().stream()
                        .map(mark -> new Mark(
                                Duration.between(start, start(part)).toMillis() / 1e3 + mark.atSeconds(),
                                mark.kind(),
                                mark.nanos())))
                .sorted(Comparator.comparingDouble(Mark::atSeconds))
                .toList();
    }

    private List<HostileGroup> hostile() {
        Map<String, HostileGroup> sums = new LinkedHashMap<>();
        parts.forEach(part -> part.found()
                .hostile()
                .forEach(one -> sums.merge(one.kind(), one, (first, second) -> {
                    Map<String, Long> outcomes = new LinkedHashMap<>(first.outcomes());
                    second.outcomes().forEach((outcome, count) -> outcomes.merge(outcome, count, Long::sum));
                    return new HostileGroup(first.kind(), first.sockets() + second.sockets(), outcomes);
                })));
        return List.copyOf(sums.values());
    }
}
