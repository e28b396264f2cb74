package io.oneport.client.load;

import java.util.List;

/** Makes the sockets of a plan and deals them out to the workers, by turns. Before the run begins. */
final class Placement {
    private final LoadPlan plan;
    private final List<Worker> workers;
    private final Directory directory;
    private int next;

    Placement(LoadPlan plan, List<Worker> workers, Directory directory) {
        this.plan = plan;
        this.workers = workers;
        this.directory = directory;
    }

    void place() {
        LoadPlan.Fleet fleet = plan.fleet();
        int each = Math.max(Math.max(fleet.webSockets(), fleet.http()), 1);
        // By turns, so that sockets of both kinds are opened all along.
        for (int i = 0; i < each; i++) {
            if (i < fleet.webSockets()) {
                Worker worker = worker();
                EchoSocket socket = new EchoSocket(worker, next++);
                directory.add(socket);
                worker.add(socket);
            }
            if (i < fleet.http()) {
                Worker worker = worker();
                HttpSocket socket = new HttpSocket(worker, next++);
                directory.add(socket);
                worker.add(socket);
            }
        }
    }

    private Worker worker() {
        return workers.get(next % workers.size());
    }
}
