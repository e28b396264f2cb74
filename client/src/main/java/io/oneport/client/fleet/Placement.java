package io.oneport.client.fleet;

import io.oneport.client.plan.LoadPlan;
import io.oneport.client.plan.Scenario;
import java.util.List;

/** Makes the sockets of a plan and deals them out to the workers, each kind by turns. Before the run begins. */
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
        // First, as their numbers are their indices.
        for (int i = 0; i < fleet.publishers(); i++) {
            Worker worker = worker(i);
            worker.add(known(new PublishSocket(worker, next++)));
        }
        int most = Math.max(Math.max(fleet.webSockets(), fleet.http()), fleet.streams());
        // By turns, so that sockets of all kinds are opened all along.
        for (int i = 0; i < most; i++) {
            Worker worker = worker(i);
            if (i < fleet.webSockets()) {
                addWebSocket(worker, i);
            }
            if (i < fleet.streams()) {
                worker.add(known(new StreamSubscriber(worker, next++, worker.topics.topicOf(i))));
            }
            if (i < fleet.http()) {
                worker.add(known(new HttpSocket(worker, next++)));
            }
        }
    }

    private void addWebSocket(Worker worker, int index) {
        if (plan.scenario() == Scenario.CHURN) {
            worker.churn.add(new SessionSlot(worker, plan.held() + index));
        } else if (plan.scenario() == Scenario.TOPIC) {
            worker.add(known(new WebSocketSubscriber(worker, next++, worker.topics.topicOf(index))));
        } else {
            worker.add(known(new EchoSocket(worker, next++)));
        }
    }

    private <S extends LoadSocket> S known(S socket) {
        directory.add(socket);
        return socket;
    }

    private Worker worker(int index) {
        return workers.get(index % workers.size());
    }
}
