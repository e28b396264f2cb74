package io.oneport.protocol;

import org.jspecify.annotations.Nullable;

/**
 * What a server tells a reader, as JSON: on {@code oneport.v1.json}, and in a stream of JSON lines. Members that are
 * {@code null} are left out.
 */
public sealed interface Event {
    /** A stream has begun; {@code position} is the position of all its topics. */
    record Open(String position) implements Event {}

    /**
     * The answer to {@link Command.Subscribe}; what follows comes behind {@code position}.
     *
     * @param re null if the URL asked for the topic, and not a command
     */
    record Subscribed(@Nullable CommandId re, TopicName topic, MessageId position) implements Event {}

    /**
     * The answer to {@link Command.Unsubscribe}; also where a new token gives no right to a topic.
     *
     * @param re null if no command asked for it
     */
    record Unsubscribed(@Nullable CommandId re, TopicName topic) implements Event {}

    /**
     * The answer to {@link Command.Publish}, and the body of the answer to a POST.
     *
     * @param re null over HTTP
     * @param subscribers how many were to get it; -1 for a duplicate, which nobody gets
     * @param servers of how many servers those are counted; 0 if that was not said
     */
    record Published(@Nullable CommandId re, TopicName topic, MessageId id, int subscribers, int servers)
            implements Event {
        public Published(@Nullable CommandId re, TopicName topic, MessageId id, int subscribers) {
            this(re, topic, id, subscribers, 0);
        }

        public boolean duplicate() {
            return subscribers < 0;
        }
    }

    /**
     * A message.
     *
     * @param timeMillis when it was published, in milliseconds since 1970
     */
    record Message(
            TopicName topic,
            MessageId id,
            long timeMillis,
            Payload payload,
            @Nullable String event,
            @Nullable String contentType)
            implements Event {}

    /**
     * History no longer reaches back to what was asked for.
     *
     * @param asked the position that was asked for, as it was given; any text
     * @param first the first message that is held, and comes next; null if none is
     * @param position where the reader (in a stream: of all its topics) stands now
     */
    record Reset(TopicName topic, String asked, @Nullable MessageId first, String position) implements Event {}

    /**
     * Messages of a topic were dropped, since the reader is slow and the topic's policy is to drop. What comes next of the
     * topic comes after them.
     *
     * @param count how many
     */
    record Missed(TopicName topic, long count) implements Event {}

    /**
     * Something could not be done.
     *
     * @param re the command's id, or null if it could not be read
     * @param line the line of a batch, counted from 1, or 0
     * @param offset the byte at which JSON went wrong, or -1
     */
    record Error(@Nullable CommandId re, ErrorCode code, String detail, int line, long offset) implements Event {}

    /**
     * The answer to {@link Command.Authenticate}.
     *
     * @param expiresMillis when the socket is closed unless a further token comes, in milliseconds since 1970; -1 for never
     */
    record Authenticated(CommandId re, long expiresMillis) implements Event {}

    /** The answer to {@link Command.Ping}. */
    record Pong(CommandId re) implements Event {}
}
