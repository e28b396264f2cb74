package io.oneport.client.experiment.storm;

import io.oneport.client.account.TalkListener;
import io.oneport.client.fleet.Cut;
import io.oneport.client.fleet.LoadRun;
import io.oneport.client.result.Storm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Cuts by the clock, and hears who is back when. {@link #talks} is for any thread, all else for the one that runs the run. */
final class Rounds implements TalkListener {
    /** How many times of a round a result holds. */
    private static final int MOST_TIMES = 1000;

    private static final long NOT_BACK = 0;

    /**
     * One cut, and who has come back from it.
     *
     * @param backAt by the socket's number, when it was back, in the run's time
     */
    private record RunningRound(Cut cut, Set<Integer> numbers, AtomicLongArray backAt) {}

    /**
     * What is done.
     *
     * @param share of the sockets that is cut, 0 to 1
     * @param reset by RST instead of FIN
     * @param comeback within which the sockets try to come back; zero: all at once
     * @param count how many rounds
     * @param every from one to the next
     */
    record Plan(double share, boolean reset, Duration comeback, int count, Duration every) {
        String how() {
            return reset ? "rst" : "fin";
        }
    }

    private final Plan plan;
    private final int sockets;
    private final List<RunningRound> rounds = new ArrayList<>();
    private volatile @Nullable RunningRound current;

    Rounds(Plan plan, int sockets) {
        this.plan = plan;
        this.sockets = sockets;
    }

    /** Whether the next cut is due. */
    boolean isDue(long beginNanos, long now) {
        return rounds.size() < plan.count()
                && now >= beginNanos + rounds.size() * plan.every().toNanos();
    }

    /** How many cuts there were so far. */
    int count() {
        return rounds.size();
    }

    /** Cuts; returns how many. */
    int cut(LoadRun run) {
        run.cut(plan.share(), plan.reset(), plan.comeback(), this::begin);
        return Objects.requireNonNull(current, "it has begun").numbers.size();
    }

    private void begin(Cut cut) {
        current = new RunningRound(cut, Set.copyOf(cut.numbers()), new AtomicLongArray(sockets));
        rounds.add(current);
    }

    @Override
    public void talks(int number, long nowNanos) {
        RunningRound round = current;
        if (round != null && round.numbers.contains(number)) {
            round.backAt.compareAndSet(number, NOT_BACK, nowNanos);
        }
    }

    /**
     * Sums up.
     *
     * @param endNanos when the run ended; who was not back by then, or by the next cut, did not come back
     */
    Storm storm(long endNanos) {
        List<Storm.Round> all = new ArrayList<>();
        for (int i = 0; i < rounds.size(); i++) {
            long last = Math.min(
                    endNanos, rounds.get(i).cut.atNanos() + plan.every().toNanos());
            long deadline = i + 1 < rounds.size() ? rounds.get(i + 1).cut.atNanos() : last;
            all.add(summedUp(rounds.get(i), deadline));
        }
        return new Storm(all);
    }

    private Storm.Round summedUp(RunningRound round, long deadline) {
        long at = round.cut.atNanos();
        long[] back = round.cut.numbers().stream()
                .mapToLong(round.backAt::get)
                .filter(nanos -> nanos != NOT_BACK)
                .map(nanos -> nanos - at)
                .sorted()
                .toArray();
        int cut = round.cut.numbers().size();
        if (cut == 0) {
            return new Storm.Round(plan.how(), at / 1e9, 0, 0, null, null, null, List.of());
        }
        Recovery recovery = Recovery.of(cut, back, deadline - at);
        long[] inTime = Arrays.copyOf(back, recovery.back());
        return new Storm.Round(
                plan.how(),
                at / 1e9,
                cut,
                recovery.back(),
                orNull(recovery.halfNanos()),
                orNull(recovery.nearlyAllNanos()),
                orNull(recovery.allNanos()),
                thinned(inTime));
    }

    private static @Nullable Long orNull(OptionalLong nanos) {
        return nanos.isPresent() ? nanos.getAsLong() : null;
    }

    /** Evenly, the first and the last among them. */
    private static List<Long> thinned(long[] sorted) {
        int kept = Math.min(sorted.length, MOST_TIMES);
        return IntStream.range(0, kept)
                .mapToObj(i -> sorted[kept == 1 ? 0 : (int) ((long) i * (sorted.length - 1) / (kept - 1))])
                .toList();
    }
}
