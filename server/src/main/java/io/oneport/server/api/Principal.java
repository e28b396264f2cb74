package io.oneport.server.api;

import io.oneport.protocol.TopicName;

/**
 * On whose behalf a request is made, and what it may do. Immutable: any thread.
 *
 * @param name a name that is unique among those that the server's filters give
 * @param known whether a filter has found out who it is
 * @param publish the topics that it may publish to
 * @param subscribe the topics that it may read
 * @param expiresMillis when all of this ends, in milliseconds since 1970; {@link #NEVER} if it does not
 */
public record Principal(
        String name, boolean known, TopicPatterns publish, TopicPatterns subscribe, long expiresMillis) {
    public static final long NEVER = Long.MAX_VALUE;

    /** What the name of a principal begins with that has none of its own. */
    public static final String NAMELESS = "token:";

    /** Nobody in particular, without any right: no filter has asked who it is. */
    public static final Principal ANONYMOUS = anonymous(TopicPatterns.NONE, TopicPatterns.NONE);

    /** Nobody in particular, with the rights that the server gives to everyone. */
    public static Principal anonymous(TopicPatterns publish, TopicPatterns subscribe) {
        return new Principal("anonymous", false, publish, subscribe, NEVER);
    }

    /**
     * Whether what goes on on its behalf may go on on that of another one: of the same name, or of one that has none of its
     * own, or of anyone where nobody is known yet.
     */
    public boolean mayBecome(Principal other) {
        return !known || name.equals(other.name) || name.startsWith(NAMELESS) && other.name.startsWith(NAMELESS);
    }

    /** Whether it may publish to a topic. */
    public boolean mayPublish(TopicName topic) {
        return publish.match(topic);
    }

    /** Whether it may read a topic. */
    public boolean maySubscribe(TopicName topic) {
        return subscribe.match(topic);
    }

    /** About how much memory its name and its rights take. */
    public long bytes() {
        return TopicPatterns.STRING_BYTES + name.length() + publish.bytes() + subscribe.bytes();
    }
}
