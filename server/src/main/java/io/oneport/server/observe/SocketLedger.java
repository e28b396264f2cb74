package io.oneport.server.observe;

import io.oneport.server.connection.Connections;
import io.oneport.server.connection.WorkerConnections;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * All sockets of the server: a {@link WorkerLedger} for each event loop, and the questions that span them.
 *
 * <p>Any thread may ask. Each question becomes work on each loop concerned, done in parts, so the loops share nothing and
 * no socket waits long for it; the answer comes on the loop that answered last.
 */
public final class SocketLedger {
    private final Connections connections;
    private final List<WorkerLedger> workers = new ArrayList<>();

    /**
     * Creates the ledger and has it listen to the connections, before {@link Connections#start}.
     *
     * @param closedHistory how many closed sockets to remember, over all workers
     */
    public SocketLedger(Connections connections, int closedHistory) {
        this.connections = connections;
        List<WorkerConnections> all = connections.workers();
        for (WorkerConnections worker : all) {
            workers.add(new WorkerLedger(worker, (closedHistory + all.size() - 1) / all.size()));
        }
    }

    /** Sockets open now. */
    public int openSockets() {
        return connections.open();
    }

    /** How many event loops there are: workers are numbered from 0. */
    public int workers() {
        return workers.size();
    }

    /** The sockets that a query asks for, in its order. */
    public CompletableFuture<List<SocketView>> find(LedgerQuery query) {
        List<CompletableFuture<List<SocketView>>> parts = new ArrayList<>();
        for (WorkerLedger worker : workers) {
            if (query.asks(worker.connections().worker())) {
                parts.add(worker.connections().ask(() -> worker.find(query)));
            }
        }
        return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
                .thenApply(done -> parts.stream()
                        .flatMap(part -> part.join().stream())
                        .sorted(query.order())
                        .limit(query.limit())
                        .toList());
    }

    /** One socket with the names of its handlers; null if there is, and was, none that is remembered. */
    public CompletableFuture<SocketView> view(long id) {
        WorkerConnections worker = connections.workerOf(id);
        return worker.ask(() -> workers.get(worker.worker()).view(id));
    }

    /** Sums over all sockets since the server began. Costs the same however many sockets are open. */
    public CompletableFuture<Totals> totals() {
        return workerStatuses().thenApply(statuses -> {
            Totals all = new Totals();
            statuses.forEach(status -> all.add(status.totals()));
            return all;
        });
    }

    /** Sums over the sockets of each event loop, in the order of their numbers. Costs the same however many are open. */
    public CompletableFuture<List<WorkerStatus>> workerStatuses() {
        List<CompletableFuture<WorkerStatus>> parts = new ArrayList<>();
        for (WorkerLedger worker : workers) {
            parts.add(worker.connections().ask(() -> CompletableFuture.completedFuture(worker.status())));
        }
        return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
                .thenApply(done -> parts.stream().map(CompletableFuture::join).toList());
    }
}
