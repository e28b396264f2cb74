package io.oneport.client.fleet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/** All workers of a run, told and asked together. For the thread that runs the run, which waits for their answers. */
final class Crew {
    private final List<Worker> workers;

    Crew(List<Worker> workers) {
        this.workers = workers;
    }

    /** Has each worker do something, soon. */
    void each(Consumer<Worker> task) {
        for (Worker worker : workers) {
            worker.execute(() -> task.accept(worker));
        }
    }

    /** Asks all at the same time. */
    <T> List<T> ask(Function<Worker, T> question) {
        return workers.stream().map(worker -> worker.ask(() -> question.apply(worker))).toList().stream()
                .map(CompletableFuture::join)
                .toList();
    }

    /** The WebSockets that work: whose first message was answered. */
    List<EchoSocket> talking() {
        List<EchoSocket> all = new ArrayList<>();
        ask(worker -> worker.roster().echoes().stream()
                        .filter(EchoSocket::talks)
                        .toList())
                .forEach(all::addAll);
        return all;
    }

    /** Why nothing can be published, if the first answers to publishers say so. */
    Optional<String> refusal() {
        return ask(worker -> Optional.ofNullable(worker.measures().refusal())).stream()
                .flatMap(Optional::stream)
                .findFirst();
    }

    /**
     * Whether all that was due is settled, and each subscriber has seen what was acknowledged.
     *
     * @param publishers how many there are
     */
    boolean idle(int publishers) {
        if (!ask(worker -> worker.roster().idle()).stream().allMatch(idle -> idle)) {
            return false;
        }
        long[] acknowledged = new long[publishers];
        for (long[] some : ask(worker -> worker.roster().acknowledged(publishers))) {
            Arrays.setAll(acknowledged, number -> Math.max(acknowledged[number], some[number]));
        }
        return ask(worker -> worker.roster().hasSeen(acknowledged)).stream().allMatch(seen -> seen);
    }

    /** Ends all accounts. */
    void finish() {
        ask(worker -> {
            worker.finish();
            return true;
        });
    }
}
