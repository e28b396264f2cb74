package io.oneport.server.session;

import io.oneport.protocol.ErrorCode;
import io.oneport.protocol.Publication;
import io.oneport.protocol.Since;
import io.oneport.protocol.TopicName;
import io.oneport.server.broker.PublishResult;
import io.oneport.server.broker.ReadResult;
import io.oneport.server.broker.Refusal;
import io.oneport.server.broker.Subscriber;
import io.oneport.server.broker.Topics;
import java.util.function.Consumer;

/**
 * The way to topics for every publication and every reader, whatever transport carries it. What holds for all of them is
 * checked here and nowhere else; so will be what a principal may do.
 *
 * <p>Each method is called on the worker that its {@code worker} parameter names, and answers there.
 */
public final class TopicAccess {
    private final Topics topics;
    private final int maxMessageBytes;

    /**
     * Creates an access.
     *
     * @param settings what publishers are held to
     */
    public TopicAccess(Topics topics, SessionSettings settings) {
        this.topics = topics;
        this.maxMessageBytes = settings.maxMessageBytes();
    }

    /** Publishes, as {@link Topics#publish} does, unless the payload is longer than {@code max-message}. */
    public void publish(int worker, Publication publication, Consumer<PublishResult> result) {
        int length = publication.payload().bytes().length;
        if (length > maxMessageBytes) {
            result.accept(new Refusal.Refused(
                    ErrorCode.TOO_LARGE,
                    "data of " + length + " bytes (expected: " + maxMessageBytes + " at most, max-message)"));
        } else {
            topics.publish(worker, publication, result);
        }
    }

    /** Subscribes, as {@link Topics#subscribe} does. */
    public void subscribe(int worker, TopicName topic, Since since, Subscriber subscriber) {
        topics.subscribe(worker, topic, since, subscriber);
    }

    /** Reads what is held of a topic, as {@link Topics#history} does. */
    public void history(int worker, TopicName topic, Since since, int limit, Consumer<ReadResult> result) {
        topics.history(worker, topic, since, limit, result);
    }
}
