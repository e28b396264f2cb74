package io.oneport.client.fleet;

import io.oneport.client.account.PublishedNumbers;
import io.oneport.client.plan.TopicShares;

/** A socket that publishes to one topic, by POST, one message at a time; the answer is what acknowledges it. */
final class PublishSocket extends HttpSocket {
    /** So often a failure may come between acknowledged messages, before the oldest of these are forgotten. */
    private static final int MOST_RANGES = 1 << 14;

    private final Payloads payloads;
    private final TopicShares topics;
    private final int topic;
    private final PublishedNumbers published;

    PublishSocket(int number, SocketTools tools, WorkRules rules, Payloads payloads, TopicShares topics) {
        super(number, tools, rules);
        this.payloads = payloads;
        this.topics = topics;
        this.topic = topics.topicOf(number);
        this.published = new PublishedNumbers(MOST_RANGES, rules.timeoutNanos());
    }

    @Override
    void write(long messageNumber, long due, long now) {
        published.sent(messageNumber, now, time.measured(due));
        int length = payloads.write(number, messageNumber, due, now);
        measures.exchange.sent(length);
        wire().post(topics.post(topic), payloads.bytes(), length);
    }

    @Override
    void settled(long messageNumber, int status) {
        if (isRight(status)) {
            published.acknowledge(messageNumber);
        } else if (published.acknowledged().isEmpty() && isFinal(status)) {
            measures.refused(
                    "POST " + topics.path(topic) + ": " + said() + " (expected: 201; --topic names another topic)");
        }
    }

    /** Whether the same again would be answered the same, whatever the load (RFC 9110, section 15; RFC 6585). */
    private static boolean isFinal(int status) {
        return status >= 300 && status < 500 && status != 408 && status != 429;
    }

    /**
     * A subscriber got this one after later ones. A publisher sends a message only when it has finished with the one
     * before; so what was acknowledged must come before all that is later. What was not, such as a POST that was given up,
     * may have been published by then or at any time since: its order can't be called wrong.
     */
    void overtaken(long messageNumber) {
        if (time.isOver()) {
            return; // the accounts are closed
        }
        if (published.acknowledged().within(messageNumber, messageNumber + 1) > 0) {
            measures.content.reordered++;
        } else {
            measures.content.inDoubt++;
        }
    }

    /** All of it. */
    PublishedNumbers published() {
        return published;
    }
}
