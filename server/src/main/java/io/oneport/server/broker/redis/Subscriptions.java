package io.oneport.server.broker.redis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Who listens to which channel of Redis, and where each is subscribed: at the process that has the channel now. Any thread, but
 * {@link #renew}, which is the connector's.
 */
final class Subscriptions {
    /** Channels that are subscribed to in one command. */
    private static final int MAX_CHANNELS = 200;

    private final Map<String, ChannelListener> listeners = new ConcurrentHashMap<>();
    private final Function<String, @Nullable Link> links;

    /** @param links gives the connections to the process that has a channel, or null while there are none */
    Subscriptions(Function<String, @Nullable Link> links) {
        this.links = links;
    }

    /** Begins to listen to a channel; {@link ChannelListener#subscribed} is called whenever that has begun anew. */
    void follow(ChannelListener listener) {
        listeners.put(listener.channel, listener);
        Link link = links.apply(listener.channel);
        if (link != null) {
            subscribe(link, List.of(listener));
        }
    }

    void unfollow(ChannelListener listener) {
        if (listeners.remove(listener.channel, listener)) {
            Link link = listener.link;
            if (link != null) {
                link.unsubscribe(listener.channel);
            }
        }
    }

    /** Has the next {@link #renew} subscribe a listener. */
    void expect(ChannelListener listener) {
        listeners.put(listener.channel, listener);
    }

    /** Forgets a listener whose connections have ended. */
    void forget(ChannelListener listener) {
        listeners.remove(listener.channel, listener);
    }

    /** Subscribes whoever is not where its channel is. */
    void renew() {
        Map<Link, List<ChannelListener>> missing = new HashMap<>();
        for (ChannelListener listener : listeners.values()) {
            Link link = listener instanceof Heartbeat heartbeat ? heartbeat.of() : links.apply(listener.channel);
            if (link != null && listener.link != link) {
                missing.computeIfAbsent(link, each -> new ArrayList<>()).add(listener);
            }
        }
        missing.forEach(Subscriptions::subscribe);
    }

    private static void subscribe(Link link, List<ChannelListener> these) {
        int most = link.info().cluster() ? 1 : MAX_CHANNELS;
        for (int i = 0; i < these.size(); i += most) {
            List<ChannelListener> part = these.subList(i, Math.min(these.size(), i + most));
            part.forEach(each -> each.link = link);
            link.subscribe(
                    part.stream().map(each -> each.channel).toList(), () -> part.forEach(ChannelListener::subscribed));
        }
    }

    /** Something was published on a channel. */
    void message(String channel, byte[] said) {
        ChannelListener listener = listeners.get(channel);
        if (listener != null) {
            listener.message(said);
        }
    }

    /** Redis has ended a subscription, since the channel has moved. Returns whether it was one of these. */
    boolean moved(Link link, String channel) {
        ChannelListener listener = listeners.get(channel);
        if (listener == null || listener.link != link) {
            return false;
        }
        listener.link = null;
        return true;
    }
}
