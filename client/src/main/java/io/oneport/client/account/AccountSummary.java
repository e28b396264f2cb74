package io.oneport.client.account;

import io.oneport.client.plan.ExpectedPage;
import io.oneport.client.plan.Metric;
import io.oneport.client.plan.WorkKind;
import io.oneport.client.result.Books;
import io.oneport.client.result.Exchanged;
import io.oneport.client.result.FailureGroup;
import io.oneport.client.result.Integrity;
import io.oneport.client.result.Latency;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/** Sums up what the workers have measured and counted, once their loops have finished. For one thread. */
public final class AccountSummary {
    private final List<Measures> workers;

    /** @param workers the measures of each worker; they no longer change */
    public AccountSummary(List<Measures> workers) {
        this.workers = List.copyOf(workers);
    }

    /**
     * What was found wrong with the content of messages.
     *
     * @param checked whether it was looked at
     * @param page what the answers to plain requests had to have as their body, if that is known
     */
    public Integrity integrity(boolean checked, Optional<ExpectedPage> page) {
        Content sum = new Content();
        SeenPages pages = new SeenPages();
        for (Measures one : workers) {
            sum.add(one.content);
            pages.addAll(one.pages);
        }
        sum.corrupted += page.map(pages::differentFrom).orElseGet(pages::different);
        return sum.integrity(checked, pages.total());
    }

    /** What went over the sockets. */
    public Exchanged exchanged() {
        ExchangeCount sum = new ExchangeCount();
        workers.forEach(one -> sum.add(one.exchange));
        return sum.exchanged();
    }

    /** How late this client handed out what was due, in nanoseconds. */
    public Histogram sendLag() {
        Histogram sum = Meter.histogram();
        workers.forEach(one -> sum.add(one.sendLag));
        return sum;
    }

    /** What became of the sockets. */
    public Measures.SocketTally sockets() {
        Measures.SocketTally sum = new Measures.SocketTally(new OpenSockets());
        workers.forEach(one -> sum.add(one.sockets));
        return sum;
    }

    /**
     * The latencies of all that was timed.
     *
     * @param seconds for how long this metric was recorded, in seconds
     */
    public List<Latency> latencies(ToDoubleFunction<Metric> seconds) {
        List<Latency> latencies = new ArrayList<>();
        for (Metric metric : workers.get(0).metrics()) {
            Histogram corrected = Meter.histogram();
            Histogram uncorrected = Meter.histogram();
            Histogram unended = Meter.histogram();
            for (Measures one : workers) {
                if (one.has(metric)) {
                    corrected.add(one.meter(metric).corrected());
                    uncorrected.add(one.meter(metric).uncorrected());
                    unended.add(one.meter(metric).unended());
                }
            }
            if (corrected.getTotalCount() + unended.getTotalCount() > 0) {
                latencies.add(latency(metric, corrected, uncorrected, unended, seconds.applyAsDouble(metric)));
            }
        }
        return latencies;
    }

    private static Latency latency(
            Metric metric, Histogram corrected, Histogram uncorrected, Histogram unended, double seconds) {
        Histogram pessimistic = null;
        if (unended.getTotalCount() > 0) {
            pessimistic = corrected.copy();
            pessimistic.add(unended);
        }
        return new Latency(
                metric.text(),
                metric.about(),
                corrected,
                metric.isPlanned() ? uncorrected : null,
                pessimistic,
                seconds <= 0 ? 0 : corrected.getTotalCount() / seconds);
    }

    /** The accounts of each kind of work that the plan had. */
    public List<Books> books() {
        Map<WorkKind, Tally> sums = new EnumMap<>(WorkKind.class);
        for (Measures one : workers) {
            for (WorkKind work : WorkKind.values()) {
                sums.computeIfAbsent(work, first -> new Tally()).add(one.tally(work));
            }
        }
        List<Books> books = new ArrayList<>();
        sums.forEach((work, tally) -> {
            if (tally.scheduled > 0) {
                books.add(tally.books(work.text()));
            }
        });
        List<Metric> metrics = workers.get(0).metrics();
        for (int step = 0; step < metrics.size() - Metric.own().size(); step++) {
            Tally sum = new Tally();
            for (Measures one : workers) {
                sum.add(one.stepTally(step));
            }
            if (sum.scheduled > 0) {
                books.add(sum.books(metrics.get(Metric.own().size() + step).text()));
            }
        }
        return books;
    }

    /** What failed, the most frequent first. */
    public List<FailureGroup> failures() {
        Map<Measures.FailureKey, List<Measures.FailureCount>> all = new LinkedHashMap<>();
        for (Measures one : workers) {
            one.failures()
                    .forEach((key, count) ->
                            all.computeIfAbsent(key, first -> new ArrayList<>()).add(count));
        }
        return all.entrySet().stream()
                .map(entry -> {
                    Measures.FailureCount first = entry.getValue().stream()
                            .min(Comparator.comparingLong(count -> count.firstNanos))
                            .orElseThrow();
                    long count = entry.getValue().stream()
                            .mapToLong(one -> one.count)
                            .sum();
                    return new FailureGroup(
                            entry.getKey().what(),
                            entry.getKey().source(),
                            count,
                            first.firstNanos / 1e9,
                            first.example);
                })
                .sorted(Comparator.comparingLong(FailureGroup::count).reversed())
                .toList();
    }
}
