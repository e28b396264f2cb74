package io.oneport.server.broker.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionStateAdapter;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The connections to one Redis process: one for calls, one for what is published. It has one life: when either ends, or an answer
 * is overdue, both are closed, and whoever waits for an answer is told that there is none. Any thread, but {@link #open}, which
 * blocks.
 */
final class Link {
    private static final RedisCodec<String, byte[]> CODEC = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

    /** Told of what happens; on Lettuce's threads. */
    interface Listener {
        /** Something was published on a channel. */
        void message(String channel, byte[] said);

        /** Redis has ended a subscription by itself: the channel's slot has moved. */
        void moved(Link link, String channel);

        /** It has ended. */
        void ended(Link link, String why);
    }

    private final String address;
    private final Listener listener;
    private final StatefulRedisConnection<String, byte[]> calls;
    private final StatefulRedisPubSubConnection<String, byte[]> messages;
    private final Set<Call> underWay = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean ended = new AtomicBoolean();
    /** Channels that were given up here, so that the end of their subscriptions is no surprise. */
    private final Set<String> leaving = ConcurrentHashMap.newKeySet();

    private final RedisInfo info;
    private final RedisAddress.HostPort place;
    /** What it has of a cluster. */
    private volatile BitSet slots = new BitSet();

    private String token = "";
    private String tag = "";
    private int generation;

    /** One call, which is answered once. */
    private final class Call {
        private final Consumer<Reply> reply;
        private final AtomicBoolean answered = new AtomicBoolean();

        private Call(Consumer<Reply> reply) {
            this.reply = reply;
        }

        private void answer(Reply given) {
            underWay.remove(this);
            if (answered.compareAndSet(false, true)) {
                reply.accept(given);
            }
        }
    }

    private Link(
            RedisURI uri,
            Listener listener,
            StatefulRedisConnection<String, byte[]> calls,
            StatefulRedisPubSubConnection<String, byte[]> messages,
            RedisInfo info) {
        this.address = info.shownAddress(uri);
        this.place = new RedisAddress.HostPort(uri.getHost() == null ? "" : uri.getHost(), uri.getPort());
        this.listener = listener;
        this.calls = calls;
        this.messages = messages;
        this.info = info;
    }

    /**
     * Connects and looks at what is there. Blocks, each step for the timeout of the address at most.
     *
     * @throws LinkException if it cannot be used; the message says why
     */
    static Link open(RedisClient client, RedisURI uri, Listener listener, long timeoutMillis) throws LinkException {
        StatefulRedisConnection<String, byte[]> calls =
                LinkReply.awaitConnection(client.connectAsync(CODEC, uri), timeoutMillis);
        StatefulRedisPubSubConnection<String, byte[]> messages = null;
        try {
            RedisInfo info = RedisInfo.parse(LinkReply.await(calls.async().info(), timeoutMillis));
            info.requireUsable();
            messages = LinkReply.awaitConnection(client.connectPubSubAsync(CODEC, uri), timeoutMillis);
            RedisInfo same = RedisInfo.parse(LinkReply.await(messages.async().info("server"), timeoutMillis));
            if (!same.runId().equals(info.runId())) {
                throw new LinkException("the address leads to two different Redis processes");
            }
            Link link = new Link(uri, listener, calls, messages, info);
            link.listen();
            return link;
        } catch (LinkException | RuntimeException e) {
            calls.closeAsync();
            if (messages != null) {
                messages.closeAsync();
            }
            throw e;
        }
    }

    private void listen() {
        RedisConnectionStateListener end = new RedisConnectionStateAdapter() {
            @Override
            public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
                end(
                        connection == messages
                                ? "Redis has closed the connection for messages"
                                : "Redis has closed the connection");
            }
        };
        calls.addListener(end);
        messages.addListener(end);
        messages.addListener(new RedisPubSubAdapter<String, byte[]>() {
            @Override
            public void smessage(String channel, byte[] said) {
                listener.message(channel, said);
            }

            @Override
            public void sunsubscribed(String channel, long count) {
                if (!leaving.remove(channel)) {
                    listener.moved(Link.this, channel);
                }
            }
        });
        if (!calls.isOpen() || !messages.isOpen()) {
            end("Redis has closed the connection");
        }
    }

    /** Looks whether Redis can still be used, and ends this if not: settings may be changed while it runs. */
    void lookAgain() {
        calls.async().info().whenComplete((text, failure) -> {
            if (failure == null) {
                try {
                    RedisInfo.parse(text).requireUsable();
                } catch (LinkException e) {
                    end(String.valueOf(e.getMessage()));
                }
            }
        });
    }

    /** Loads the functions if they are not there, and joins the generation of the data. Blocks. */
    void join(Keys keys, String newData, long timeoutMillis) throws LinkException {
        requireSubscribing(keys.tried(), timeoutMillis);
        Library.load(calls.async(), timeoutMillis);
        if (info.cluster()) {
            token = info.process();
            tag = Epoch.tag(token);
            return;
        }
        List<Object> joined = LinkReply.await(
                calls.async()
                        .<List<Object>>fcall(
                                Library.JOIN,
                                ScriptOutputType.MULTI,
                                new String[] {keys.engine()},
                                Keys.ascii(info.process()),
                                Keys.ascii(newData)),
                timeoutMillis);
        String data = new String((byte[]) joined.get(0), StandardCharsets.UTF_8);
        token = info.process() + data;
        tag = Epoch.tag(data);
        generation = ((Long) joined.get(1)).intValue();
    }

    /** Else it would be found out when it is in use, and again with the next connection. */
    private void requireSubscribing(String channel, long timeoutMillis) throws LinkException {
        try {
            LinkReply.await(messages.async().ssubscribe(channel), timeoutMillis);
            unsubscribe(channel);
        } catch (LinkException e) {
            if (!String.valueOf(e.getMessage())
                    .startsWith("MOVED")) { // it is a cluster's, and elsewhere it would be done
                throw e;
            }
        }
    }

    /** Calls a function; the answer comes on a thread of Lettuce's, or within the call. */
    void call(String function, String[] keys, byte[][] args, Consumer<Reply> reply) {
        send(commands -> commands.<List<Object>>fcall(function, ScriptOutputType.MULTI, keys, args), reply);
    }

    /** Sends any command. */
    void send(Function<RedisAsyncCommands<String, byte[]>, RedisFuture<List<Object>>> command, Consumer<Reply> reply) {
        Call call = new Call(reply);
        underWay.add(call);
        if (ended.get()) {
            call.answer(new Reply.NotDone(true, "AWAY", "Redis is away."));
            return;
        }
        command.apply(calls.async()).whenComplete((values, failure) -> call.answer(reply(values, failure)));
    }

    private static Reply reply(@Nullable List<Object> values, @Nullable Throwable failure) {
        if (failure == null && values != null) {
            return new Reply.Done(values);
        }
        return failure instanceof RedisCommandExecutionException said
                ? RedisErrors.reply(String.valueOf(said.getMessage()))
                : new Reply.Unknown(failure == null ? "Redis answered nothing." : LinkException.rootMessage(failure));
    }

    /**
     * Subscribes to channels.
     *
     * @param done told once Redis has confirmed all of them
     */
    void subscribe(List<String> channels, Runnable done) {
        channels.forEach(leaving::remove);
        messages.async().ssubscribe(channels.toArray(String[]::new)).whenComplete((nothing, failure) -> {
            if (failure == null) {
                done.run();
            } else if (String.valueOf(failure.getMessage()).startsWith("MOVED")) {
                channels.forEach(channel -> listener.moved(this, channel));
            } else {
                end("subscribing failed: " + LinkException.rootMessage(failure));
            }
        });
    }

    void unsubscribe(String channel) {
        if (!ended.get()) {
            leaving.add(channel);
            messages.async().sunsubscribe(channel);
        }
    }

    /** Ends it, since it is of no use any more. A second call does nothing. */
    void end(String why) {
        if (!ended.compareAndSet(false, true)) {
            return;
        }
        close(calls);
        close(messages);
        underWay.forEach(call -> call.answer(new Reply.Unknown("Redis did not answer: " + why + ".")));
        listener.ended(this, why);
    }

    private static void close(StatefulConnection<String, byte[]> connection) {
        if (connection.isOpen()) {
            connection.closeAsync();
        }
    }

    boolean alive() {
        return !ended.get();
    }

    String address() {
        return address;
    }

    RedisInfo info() {
        return info;
    }

    /** Stands for this process and its data in every call. */
    String token() {
        return token;
    }

    /** The tag of new epochs. */
    String tag() {
        return tag;
    }

    /** Counts how often the data was taken up by another process; 0 in a cluster. */
    int generation() {
        return generation;
    }

    RedisAddress.HostPort place() {
        return place;
    }

    void slots(BitSet these) {
        slots = these;
    }

    /** Whether it has a slot of a cluster. */
    boolean has(int slot) {
        return slots.get(slot);
    }
}
