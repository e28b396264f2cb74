package io.oneport.server.session;

import io.oneport.protocol.ErrorCode;
import io.oneport.protocol.Publication;
import io.oneport.protocol.Setting;
import io.oneport.protocol.Since;
import io.oneport.protocol.TopicName;
import io.oneport.server.api.Principal;
import io.oneport.server.api.TokenVerdict;
import io.oneport.server.api.TokenVerifier;
import io.oneport.server.broker.PublicationResults;
import io.oneport.server.broker.PublishResult;
import io.oneport.server.broker.ReadResult;
import io.oneport.server.broker.Refusal;
import io.oneport.server.broker.Subscriber;
import io.oneport.server.broker.Topics;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The way to topics for every publication and every reader, whatever transport carries it. What holds for all of them is
 * checked here and nowhere else: what a principal may do, and how long a message may be.
 *
 * <p>A refusal for lack of a right is the same whether or not the topic exists. Each method is called on the worker that its
 * {@code worker} parameter names, and answers there.
 */
public final class TopicAccess {
    private final Topics topics;
    private final int maxMessageBytes;
    private final TokenVerifier tokens;
    private final String tokenParameter;

    /**
     * Creates an access.
     *
     * @param settings what publishers are held to
     * @param tokens checks the token that a socket is to go on with
     * @param tokenParameter the query parameter that may have a token; empty if none may
     */
    public TopicAccess(Topics topics, SessionSettings settings, TokenVerifier tokens, String tokenParameter) {
        this.topics = topics;
        this.maxMessageBytes = settings.maxMessageBytes();
        this.tokens = tokens;
        this.tokenParameter = tokenParameter;
    }

    /**
     * Publishes, as {@link Topics#publish} does, unless {@code who} has no right to, or the payload is longer than
     * {@code max-message}.
     */
    public void publish(Principal who, int worker, Publication publication, Consumer<PublishResult> result) {
        int length = publication.payload().bytes().length;
        Consumer<PublishResult> counted = done -> {
            topics.results().count(worker, done);
            result.accept(done);
        };
        if (!who.mayPublish(publication.topic())) {
            counted.accept(denied(who, "publish to", publication.topic()));
        } else if (length > maxMessageBytes) {
            counted.accept(new Refusal.Refused(
                    ErrorCode.TOO_LARGE,
                    "data of " + length + " bytes (expected: " + maxMessageBytes + " at most, max-message)"));
        } else {
            topics.publish(worker, publication, counted);
        }
    }

    /** Counts publications that a rate limit refused before they reached this class. */
    public void countRateLimited(int worker, int publications) {
        topics.results().count(worker, PublicationResults.Kind.RATE_LIMIT, publications);
    }

    /** Subscribes, as {@link Topics#subscribe} does, unless {@code who} has no right to: refused within the call then. */
    public void subscribe(Principal who, int worker, TopicName topic, Since since, Subscriber subscriber) {
        Refusal refusal = readRefusal(who, topic);
        if (refusal != null) {
            subscriber.refused(topic, refusal);
        } else {
            topics.subscribe(worker, topic, since, subscriber);
        }
    }

    /** Reads what is held of a topic, as {@link Topics#history} does, unless {@code who} has no right to. */
    public void history(
            Principal who, int worker, TopicName topic, Since since, int limit, Consumer<ReadResult> result) {
        Refusal refusal = readRefusal(who, topic);
        if (refusal != null) {
            result.accept(refusal);
        } else {
            topics.history(worker, topic, since, limit, result);
        }
    }

    /**
     * Why {@code who} may not read all of these topics: for transports that can say so before they begin.
     *
     * @return null if it may
     */
    public @Nullable Refusal readRefusal(Principal who, List<TopicName> names) {
        for (TopicName topic : names) {
            Refusal refusal = readRefusal(who, topic);
            if (refusal != null) {
                return refusal;
            }
        }
        return null;
    }

    /** Checks the token that a socket is to go on with; see {@link TokenVerifier#verify}. */
    CompletableFuture<TokenVerdict> verify(String token) {
        return tokens.verify(token);
    }

    /**
     * Rejects unknown parameters: a misspelt one must not be treated as if it were left out.
     *
     * @param given the names of the query's parameters
     * @param known the names that are accepted, besides the one that may have a token
     * @throws IllegalArgumentException if there is another one; the message names those that are known
     */
    public void requireParameters(Collection<String> given, List<String> known) {
        for (String name : given) {
            if (!known.contains(name) && !(name.equals(tokenParameter) && !name.isEmpty())) {
                throw Setting.refused("parameter", name, known.isEmpty() ? "none here" : String.join(", ", known));
            }
        }
    }

    private static @Nullable Refusal readRefusal(Principal who, TopicName topic) {
        return who.maySubscribe(topic) ? null : denied(who, "subscribe to", topic);
    }

    private static Refusal denied(Principal who, String action, TopicName topic) {
        return who.known()
                ? new Refusal.Refused(ErrorCode.FORBIDDEN, "the token gives no right to " + action + " " + topic)
                : new Refusal.Refused(ErrorCode.NO_TOKEN, "a token is needed to " + action + " " + topic);
    }
}
