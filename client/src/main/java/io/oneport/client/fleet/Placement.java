package io.oneport.client.fleet;

import io.oneport.client.plan.LoadPlan;
import io.oneport.client.plan.Scenario;
import io.oneport.client.plan.TopicShares;
import io.oneport.client.plan.WorkKind;
import io.oneport.client.scenario.ScenarioFile;
import java.util.List;
import java.util.Objects;

/** Makes the sockets of a plan and deals them out to the workers, each kind by turns. Before the run begins. */
final class Placement {
    private final LoadPlan plan;
    private final List<Worker> workers;
    private final Directory directory;
    private final TopicShares topics;
    private final long timeoutNanos;
    private final FanoutBoard board;
    private int next;

    Placement(LoadPlan plan, List<Worker> workers, Directory directory, TopicShares topics) {
        this.plan = plan;
        this.workers = workers;
        this.directory = directory;
        this.topics = topics;
        this.timeoutNanos = plan.wires().limits().timeout().toNanos();
        this.board = new FanoutBoard(plan.held(), plan.fleet().webSockets(), timeoutNanos);
    }

    void place() {
        LoadPlan.Fleet fleet = plan.fleet();
        // First, as their numbers are their indices.
        for (int i = 0; i < fleet.publishers(); i++) {
            addPublisher(worker(i));
        }
        int most = Math.max(Math.max(fleet.webSockets(), fleet.http()), fleet.streams());
        // By turns, so that sockets of all kinds are opened all along.
        for (int i = 0; i < most; i++) {
            Worker worker = worker(i);
            if (i < fleet.webSockets()) {
                addWebSocket(worker, i);
            }
            if (i < fleet.streams() && plan.scenario() == Scenario.STEPS) {
                addSubscriber(worker);
            } else if (i < fleet.streams()) {
                worker.roster()
                        .add(directory.add(new StreamSubscriber(
                                next++, worker.tools(), worker.payloads(), topics, topics.topicOf(i), directory)));
            }
            if (i < fleet.http()) {
                worker.roster()
                        .add(directory.add(
                                new HttpSocket(next++, worker.tools(), WorkRules.of(plan, WorkKind.HTTP, 1))));
            }
        }
    }

    private void addSubscriber(Worker worker) {
        worker.roster()
                .add(new FanoutSubscriber(next++, steps(), worker.tools(), timeoutNanos, (int) plan.seed(), board));
    }

    private ScenarioFile steps() {
        return Objects.requireNonNull(plan.steps(), "the scenario is of steps");
    }

    private void addPublisher(Worker worker) {
        WorkRules rules = WorkRules.of(plan, WorkKind.PUBLISH, 1);
        worker.roster().add(directory.add(new PublishSocket(next++, worker.tools(), rules, worker.payloads(), topics)));
    }

    private void addWebSocket(Worker worker, int index) {
        SocketTools tools = worker.tools();
        Payloads payloads = worker.payloads();
        Roster roster = worker.roster();
        if (plan.scenario() == Scenario.STEPS) {
            roster.churn()
                    .add(new UserSlot(
                            plan.held() + index,
                            steps(),
                            tools,
                            roster.churn(),
                            timeoutNanos,
                            (int) plan.seed(),
                            steps().fanout() == null ? null : board.publisher(index)));
        } else if (plan.scenario() == Scenario.CHURN) {
            roster.churn()
                    .add(new SessionSlot(
                            plan.held() + index,
                            tools,
                            payloads,
                            roster.churn(),
                            plan.traffic().sessionMessages(),
                            timeoutNanos));
        } else if (plan.scenario() == Scenario.TOPIC) {
            roster.add(directory.add(
                    new WebSocketSubscriber(next++, tools, payloads, topics, topics.topicOf(index), directory)));
        } else {
            WorkRules rules = WorkRules.of(plan, WorkKind.WS, plan.traffic().inFlight());
            roster.add(directory.add(new EchoSocket(next++, tools, rules, payloads, directory)));
        }
    }

    private Worker worker(int index) {
        return workers.get(index % workers.size());
    }
}
