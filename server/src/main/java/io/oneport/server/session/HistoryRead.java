package io.oneport.server.session;

import io.oneport.protocol.Since;
import io.oneport.protocol.TopicName;
import io.oneport.server.api.Principal;
import io.oneport.server.broker.ReadResult;
import io.oneport.server.broker.Refusal;
import io.oneport.server.broker.Start;
import io.oneport.server.loop.TurnBudget;
import io.oneport.server.loop.Work;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the histories of several topics once, without subscribing, and so without creating a topic. The reader gets them
 * with {@link StreamSession.Reader#begin}, as work of its event loop: many such reads may come in one pipeline. Confined to
 * the socket's event loop.
 */
public final class HistoryRead implements Work {
    private final StreamSession.Reader reader;
    private final Start[] starts;
    private int missing;
    /** Why a topic cannot be read; null if all could so far. */
    private @Nullable Refusal refusal;

    private HistoryRead(StreamSession.Reader reader, int topics) {
        this.reader = reader;
        this.starts = new Start[topics];
        this.missing = topics;
    }

    /**
     * Begins to read.
     *
     * @param who on whose behalf
     * @param worker the event loop's number
     * @param since where to begin in each topic
     * @param limit the most messages of each topic
     */
    public static void begin(
            TopicAccess topics,
            Principal who,
            int worker,
            List<TopicName> names,
            List<Since> since,
            int limit,
            StreamSession.Reader reader) {
        HistoryRead read = new HistoryRead(reader, names.size());
        for (int i = 0; i < names.size(); i++) {
            int index = i;
            topics.history(who, worker, names.get(i), since.get(i), limit, result -> read.set(index, result));
        }
    }

    private void set(int index, ReadResult result) {
        if (result instanceof ReadResult.Held held) {
            starts[index] = held.start();
        } else if (refusal == null) {
            refusal = (Refusal) result;
        }
        missing--;
        if (missing == 0) {
            reader.work().add(this);
        }
    }

    @Override
    public boolean work(TurnBudget budget) {
        if (refusal != null) {
            budget.use(TurnBudget.WRITE, 0);
            reader.refused(refusal);
            return false;
        }
        int messages = 0;
        for (Start start : starts) {
            messages += start.messages().size();
        }
        budget.use(TurnBudget.WRITE + messages * TurnBudget.DELIVERY, 0);
        reader.begin(List.of(starts));
        return false;
    }

    @Override
    public boolean failed(Throwable cause) {
        reader.failed(cause);
        return false;
    }
}
