package io.oneport.server.session;

import io.oneport.protocol.Command;
import io.oneport.protocol.CommandId;
import io.oneport.protocol.ErrorCode;
import io.oneport.protocol.Event;
import io.oneport.protocol.Since;
import io.oneport.protocol.TopicName;
import io.oneport.protocol.json.BadMessageException;
import io.oneport.protocol.json.CommandReader;
import io.oneport.server.api.Principal;
import io.oneport.server.api.TokenVerdict;
import io.oneport.server.broker.Message;
import io.oneport.server.broker.Refusal;
import io.oneport.server.broker.Reset;
import io.oneport.server.broker.Start;
import io.oneport.server.broker.Subscription;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** One socket that speaks {@code oneport.v1.json}: many topics, commands and answers. Confined to its event loop. */
public final class JsonSession {
    /** The socket. */
    public interface Peer extends Outlet, PublishWindow.Publisher {
        /** Sends an event at once. */
        void send(Event event);

        /** The session has a new principal, with the rights and the end of its token. */
        void authenticated(Principal who);

        /** The socket's event loop. */
        Executor executor();
    }

    private static final TokenVerdict NOT_CHECKED = new TokenVerdict.Unavailable("the check failed");

    private final TopicAccess topics;
    private Principal who;
    private final int worker;
    private final Peer peer;
    private final SessionSettings settings;
    private final Outbox outbox;
    private final PublishWindow window;
    private final Map<TopicName, Place> places = new HashMap<>(2);
    private boolean closed;

    public JsonSession(TopicAccess topics, Principal who, int worker, Peer peer, SessionSettings settings) {
        this.topics = topics;
        this.who = who;
        this.worker = worker;
        this.peer = peer;
        this.settings = settings;
        this.outbox = new Outbox(peer, settings);
        this.window = new PublishWindow(peer);
    }

    /** Executes the command in a message of the peer, and answers it. */
    public void message(byte[] json) {
        try {
            Command command = CommandReader.command(json);
            if (command instanceof Command.Subscribe subscribe) {
                subscribe(subscribe.id(), subscribe.topic(), subscribe.since());
            } else if (command instanceof Command.Unsubscribe unsubscribe) {
                unsubscribe(unsubscribe);
            } else if (command instanceof Command.Publish publish) {
                publish(publish);
            } else if (command instanceof Command.Authenticate authenticate) {
                authenticate(authenticate);
            } else if (command instanceof Command.Ping ping) {
                peer.send(new Event.Pong(ping.id()));
            }
        } catch (BadMessageException bad) {
            peer.send(bad.event(0));
        }
    }

    /** Answers a message that is not text. */
    public void binaryMessage() {
        refuse(null, ErrorCode.BAD_JSON, "a command is a text message; binary data goes in its member base64");
    }

    /** Subscribes, as the command does; {@code id} is null if no command asked for it. */
    public void subscribe(@Nullable CommandId id, TopicName topic, Since since) {
        if (places.containsKey(topic)) {
            refuse(id, ErrorCode.ALREADY_SUBSCRIBED, "subscribed to " + topic + " already");
        } else if (places.size() >= settings.maxTopics()) {
            refuse(
                    id,
                    ErrorCode.TOO_MANY_TOPICS,
                    "a socket may have " + settings.maxTopics() + " topics (max-topics-per-socket)");
        } else {
            Place place = new Place(id);
            places.put(topic, place);
            // Else a client that unsubscribes at once could have any number on their way.
            window.begin(PublishWindow.SUBSCRIPTION_BYTES);
            topics.subscribe(who, worker, topic, since, place);
            window.begun();
        }
    }

    private void unsubscribe(Command.Unsubscribe command) {
        Place place = places.remove(command.topic());
        if (place == null) {
            refuse(command.id(), ErrorCode.NOT_SUBSCRIBED, "not subscribed to " + command.topic());
            return;
        }
        place.unsubscribe(command);
    }

    private void publish(Command.Publish command) {
        int length = command.publication().payload().bytes().length;
        TopicName topic = command.publication().topic();
        window.begin(length);
        topics.publish(who, worker, command.publication(), result -> {
            window.answered(length);
            if (result instanceof Refusal refusal) {
                refuse(command.id(), refusal.code(), refusal.detail());
            } else {
                send(Events.published(command.id(), topic, result));
            }
        });
        window.begun();
    }

    /** The commands that follow are read once the token is checked. */
    private void authenticate(Command.Authenticate command) {
        CompletableFuture<TokenVerdict> verdict = topics.verify(command.token());
        if (verdict.isDone()) {
            authenticated(command.id(), verdict.join());
            return;
        }
        window.begin(PublishWindow.WHOLE);
        verdict.whenCompleteAsync(
                (checked, failure) -> {
                    if (!closed) {
                        window.answered(PublishWindow.WHOLE);
                        authenticated(command.id(), failure == null ? checked : NOT_CHECKED);
                    }
                },
                peer.executor());
        window.begun();
    }

    private void authenticated(CommandId id, TokenVerdict verdict) {
        if (verdict instanceof TokenVerdict.Valid valid && who.mayBecome(valid.principal())) {
            who = valid.principal();
            peer.authenticated(who);
            long expires = who.expiresMillis();
            peer.send(new Event.Authenticated(id, expires == Principal.NEVER ? -1 : expires));
            leaveForbidden();
        } else if (verdict instanceof TokenVerdict.Valid) {
            refuse(id, ErrorCode.BAD_TOKEN, "sub is not the one of the token before");
        } else if (verdict instanceof TokenVerdict.Invalid invalid) {
            refuse(id, ErrorCode.BAD_TOKEN, invalid.reason());
        } else {
            refuse(id, ErrorCode.UNAVAILABLE, ((TokenVerdict.Unavailable) verdict).reason());
        }
    }

    /** Ends the subscriptions that the new token gives no right to. */
    private void leaveForbidden() {
        for (TopicName topic : List.copyOf(places.keySet())) {
            if (topics.readRefusal(who, List.of(topic)) != null) {
                Place place = places.remove(topic);
                if (place != null) {
                    place.forbidden(topic);
                }
            }
        }
    }

    private void refuse(@Nullable CommandId id, ErrorCode code, String detail) {
        send(new Event.Error(id, code, detail, 0, -1));
    }

    private void send(Event event) {
        if (!closed) {
            peer.send(event);
        }
    }

    /** The socket takes more again. */
    public void writable() {
        outbox.drain();
    }

    /** Runs an action once everything that was delivered is handed to the socket. */
    public void whenDelivered(Runnable action) {
        outbox.whenEmpty(action);
    }

    /** The socket is gone, or closing. */
    public void close() {
        if (!closed) {
            closed = true;
            outbox.close();
            places.values().forEach(Place::leave);
            places.clear();
        }
    }

    /** One subscription. */
    private final class Place extends SessionSubscriber {
        /** Null if a path has asked for it, and no command. */
        private final @Nullable CommandId id;
        /** What ends it as soon as it has begun, so that both commands are answered, in their order. */
        private Command.@Nullable Unsubscribe ending;

        private boolean left;

        private Place(@Nullable CommandId id) {
            this.id = id;
        }

        private void unsubscribe(Command.Unsubscribe command) {
            if (subscription == null) {
                ending = command;
                return;
            }
            leave();
            outbox.forget(command.topic());
            peer.send(new Event.Unsubscribed(command.id(), command.topic()));
        }

        private void forbidden(TopicName topic) {
            boolean begun = subscription != null;
            leave();
            outbox.forget(topic);
            if (begun) {
                peer.send(new Event.Unsubscribed(null, topic));
            } else {
                refuse(id, ErrorCode.FORBIDDEN, "the token gives no right to subscribe to " + topic);
            }
        }

        private void leave() {
            left = true;
            cancel();
        }

        @Override
        Outbox outbox() {
            return outbox;
        }

        @Override
        boolean isWanted() {
            return !left;
        }

        @Override
        public boolean started(Subscription subscription, Start start) {
            window.answered(PublishWindow.SUBSCRIPTION_BYTES);
            if (left) {
                return false;
            }
            this.subscription = subscription;
            peer.send(new Event.Subscribed(id, start.topic(), start.position()));
            if (ending != null) {
                peer.send(new Event.Unsubscribed(ending.id(), start.topic()));
                return false;
            }
            Reset missed = start.toReset();
            if (missed != null) {
                peer.send(Events.reset(missed, start.position().toString()));
            }
            replay(start.messages());
            return true;
        }

        @Override
        public void refused(TopicName topic, Refusal refusal) {
            window.answered(PublishWindow.SUBSCRIPTION_BYTES);
            if (!left) {
                places.remove(topic, this);
                refuse(id, refusal.code(), refusal.detail());
                if (ending != null) {
                    refuse(ending.id(), ErrorCode.NOT_SUBSCRIBED, "not subscribed to " + topic);
                }
            }
        }

        @Override
        public void deliver(Message message) {
            if (!left && outbox.add(message) == Delivery.CLOSED) {
                close();
            }
        }

        @Override
        public void reset(Reset reset) {
            if (!left) {
                outbox.reset(reset);
            }
        }

        @Override
        public void ended(Refusal refusal) {
            peer.unavailable(refusal);
        }

        @Override
        public void flush() {
            peer.flush();
        }

        @Override
        public void failed(Throwable cause) {
            peer.failed(cause);
        }
    }
}
