package io.oneport.client.fleet;

import java.util.ArrayList;
import java.util.List;

/** The sockets of one worker, by kind. Filled before the run begins; from then on confined to the worker's loop. */
final class Roster {
    private final List<EchoSocket> echoes = new ArrayList<>();
    private final List<HttpSocket> requesters = new ArrayList<>();
    private final List<PublishSocket> publishers = new ArrayList<>();
    private final List<SubscriberSocket> subscribers = new ArrayList<>();
    private final List<WorkSocket> workSockets = new ArrayList<>();
    private final List<FanoutSubscriber> fanout = new ArrayList<>();
    private final List<LoadSocket> all = new ArrayList<>();
    private final Churn churn;

    /** @param churn the sessions of this worker; without slots if the plan has none */
    Roster(Churn churn) {
        this.churn = churn;
    }

    void add(EchoSocket socket) {
        echoes.add(socket);
        workSockets.add(socket);
        all.add(socket);
    }

    void add(HttpSocket socket) {
        requesters.add(socket);
        workSockets.add(socket);
        all.add(socket);
    }

    void add(FanoutSubscriber subscriber) {
        fanout.add(subscriber);
    }

    /** The subscribers of a scenario. */
    List<FanoutSubscriber> fanout() {
        return fanout;
    }

    void add(PublishSocket socket) {
        publishers.add(socket);
        workSockets.add(socket);
        all.add(socket);
    }

    void add(SubscriberSocket socket) {
        subscribers.add(socket);
        all.add(socket);
    }

    List<EchoSocket> echoes() {
        return echoes;
    }

    List<HttpSocket> requesters() {
        return requesters;
    }

    List<PublishSocket> publishers() {
        return publishers;
    }

    List<SubscriberSocket> subscribers() {
        return subscribers;
    }

    /** Those that get answers to what they send. */
    List<WorkSocket> workSockets() {
        return workSockets;
    }

    /** All that are held open, in the order in which they are opened. */
    List<LoadSocket> all() {
        return all;
    }

    Churn churn() {
        return churn;
    }

    /** Whether nothing is due or in flight any more. */
    boolean idle() {
        return workSockets.stream().allMatch(WorkSocket::idle) && churn.idle();
    }

    /** Gives up what has waited for its answer for too long. */
    void expire(long now) {
        for (WorkSocket socket : workSockets) {
            socket.expire(now);
        }
        churn.expire(now);
        fanout.forEach(subscriber -> subscriber.expire(now));
    }

    /**
     * How far publishers have come: one more than the highest number that was acknowledged, by their socket numbers; 0 for
     * other workers' publishers.
     *
     * @param count how many publishers all workers have together
     */
    long[] acknowledged(int count) {
        long[] ends = new long[count];
        for (PublishSocket publisher : publishers) {
            ends[publisher.number] = publisher.published().acknowledged().end();
        }
        return ends;
    }

    /** Whether all subscribers have come as far, or never will. */
    boolean hasSeen(long[] acknowledged) {
        return subscribers.stream().allMatch(subscriber -> subscriber.hasSeen(acknowledged))
                && fanout.stream().allMatch(FanoutSubscriber::hasSeen);
    }

    /** Closes the accounts of all sockets. */
    void account(long now) {
        all.forEach(socket -> socket.account(now));
        all.forEach(LoadSocket::accountOpening);
        churn.account(now);
        fanout.forEach(FanoutSubscriber::account);
    }

    /** Closes all connections for good. */
    void leave() {
        all.forEach(LoadSocket::leave);
        churn.leave();
        fanout.forEach(FanoutSubscriber::leave);
    }
}
