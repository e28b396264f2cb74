package io.oneport.server.broker;

import io.oneport.protocol.MessageId;
import io.oneport.protocol.Publication;
import io.oneport.protocol.Since;
import io.oneport.protocol.TopicName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * One server's connection to a {@link FakeEngine}. Whatever is sent and received is under way until the test lets it
 * arrive, in any order; the connection can break, and what was under way then is lost.
 */
final class FakeBroker implements Broker {
    private static final Duration SOON = Duration.ofSeconds(1);

    private final FakeEngine engine;
    private final List<? extends Executor> workers;
    private final Random random;
    private final List<Transfer> underWay = new ArrayList<>();
    private Feed feed;
    private int owner;
    private boolean followed;
    private boolean connected = true;

    /** Something under way. */
    private record Transfer(Runnable arrive, Runnable lose) {}

    FakeBroker(FakeEngine engine, List<? extends Executor> workers, Random random) {
        this.engine = engine;
        this.workers = workers;
        this.random = random;
        engine.brokers.add(this);
    }

    @Override
    public void publish(int owner, Publication publication, Consumer<PublishResult> result) {
        Runnable lost = () -> answer(owner, result, new Refusal.Unavailable(SOON, true, "The connection broke."));
        Runnable arrive = () -> {
            Message message = engine.publish(publication);
            engine.brokers.forEach(each -> each.live(message));
            send(
                    () -> answer(
                            owner,
                            result,
                            new PublishResult.Published(message.id(), feed == null ? 0 : feed.subscribers())),
                    lost);
        };
        ask(owner, result, arrive, lost);
    }

    @Override
    public Refusal follow(int owner, TopicName topic, Feed feed) {
        this.owner = owner;
        this.feed = feed;
        subscribe();
        return null;
    }

    private void subscribe() {
        send(
                () -> {
                    followed = true;
                    send(() -> toFeed(Feed::check), () -> {});
                },
                () -> {});
    }

    @Override
    public void unfollow(int owner, TopicName topic) {
        feed = null;
        followed = false;
    }

    @Override
    public void page(int owner, TopicName topic, Since since, MessageId told, Consumer<ReadResult> result) {
        int most = 1 + random.nextInt(6);
        read(owner, topic, since, most, read -> {
            if (read instanceof ReadResult.Held held) {
                List<Message> messages = held.start().messages();
                boolean more = messages.size() == most
                        && messages.get(most - 1).id().offset() < held.last().offset();
                result.accept(new ReadResult.Held(held.start(), held.last(), more));
            } else {
                result.accept(read);
            }
        });
    }

    @Override
    public void read(int owner, TopicName topic, Since since, int limit, Consumer<ReadResult> result) {
        Runnable lost = () -> answer(owner, result, new Refusal.Unavailable(SOON, "The connection broke."));
        Runnable arrive = () -> {
            ReadResult held = engine.read(since, limit);
            send(() -> answer(owner, result, held), lost);
        };
        ask(owner, result, arrive, lost);
    }

    @Override
    public BrokerState state() {
        return connected ? new BrokerState.Ready() : new BrokerState.Away(Instant.EPOCH, "The connection broke.");
    }

    /** Lets one thing that is under way arrive, whichever; returns false if there is none. */
    boolean arriveOne() {
        if (underWay.isEmpty()) {
            return false;
        }
        underWay.remove(random.nextInt(underWay.size())).arrive.run();
        return true;
    }

    /** Breaks the connection: what was asked may have been done, and nothing is heard of it. */
    void disconnect() {
        connected = false;
        followed = false;
        List<Transfer> lost = List.copyOf(underWay);
        underWay.clear();
        lost.forEach(transfer -> transfer.lose.run());
    }

    void reconnect() {
        if (!connected) {
            connected = true;
            if (feed != null) {
                subscribe();
            }
        }
    }

    private void live(Message message) {
        if (followed) {
            send(() -> toFeed(to -> to.message(message)), () -> {});
        }
    }

    private void toFeed(Consumer<Feed> action) {
        workers.get(owner).execute(() -> {
            if (feed != null) {
                action.accept(feed);
            }
        });
    }

    private <T, R extends T> void answer(int owner, Consumer<T> result, R value) {
        workers.get(owner).execute(() -> result.accept(value));
    }

    private void ask(int owner, Consumer<? super Refusal.Unavailable> result, Runnable arrive, Runnable lost) {
        if (connected) {
            send(arrive, lost);
        } else {
            workers.get(owner).execute(() -> result.accept(new Refusal.Unavailable(SOON, "There is no connection.")));
        }
    }

    private void send(Runnable arrive, Runnable lose) {
        if (connected) {
            underWay.add(new Transfer(arrive, lose));
        } else {
            lose.run();
        }
    }
}
