package io.oneport.client.plan;

import io.oneport.client.net.Header;
import io.oneport.client.wire.EncodedRequest;
import java.util.ArrayList;
import java.util.List;

/**
 * The topics of a plan, and who belongs to which: publishers, WebSockets and event streams are dealt out by turns, each
 * kind for itself. A publisher's socket number is its index. Immutable: any thread.
 */
public final class TopicShares {
    private final List<String> paths = new ArrayList<>();
    private final List<EncodedRequest> posts = new ArrayList<>();
    private final List<EncodedRequest> streams = new ArrayList<>();
    private final int publishers;

    public TopicShares(LoadPlan plan) {
        this.publishers = plan.fleet().publishers();
        List<Header> textual = new ArrayList<>(plan.wires().headers());
        textual.removeIf(header -> header.name().equalsIgnoreCase("Content-Type"));
        textual.add(new Header("Content-Type", "text/plain"));
        for (int topic = 0; topic < plan.fleet().topics(); topic++) {
            String path = path(plan, topic);
            paths.add(path);
            posts.add(EncodedRequest.post(plan.wires().server(), path, textual));
            streams.add(EncodedRequest.get(
                    plan.wires().server(), path + "/sse", plan.wires().headers()));
        }
    }

    /** Where a topic is on the server. */
    public static String path(LoadPlan plan, int topic) {
        String name = plan.paths().topic();
        return "/t/" + (plan.fleet().topics() == 1 ? name : name + "-" + topic);
    }

    /** The topic of the socket that has this index among those of its kind. */
    public int topicOf(int index) {
        return index % paths.size();
    }

    public String path(int topic) {
        return paths.get(topic);
    }

    /** The request that publishes, but for the message. */
    public EncodedRequest post(int topic) {
        return posts.get(topic);
    }

    /** The request that subscribes to an event stream. */
    public EncodedRequest stream(int topic) {
        return streams.get(topic);
    }

    /** How many publish to a topic. */
    public int publishersOf(int topic) {
        return (publishers - topic + paths.size() - 1) / paths.size();
    }

    /** The socket number of one of a topic's publishers, which are counted from 0. */
    public int publisher(int topic, int place) {
        return topic + place * paths.size();
    }

    /** Which of a topic's publishers has this socket number; -1 if none has. */
    public int placeOf(int number, int topic) {
        return number < publishers && topicOf(number) == topic ? number / paths.size() : -1;
    }
}
