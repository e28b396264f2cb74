package io.oneport.server.features.topics;

import io.oneport.protocol.json.JsonWriter;
import io.oneport.server.api.Exchange;
import io.oneport.server.api.MediaType;
import io.oneport.server.api.Response;
import io.oneport.server.api.ResponseBody;
import io.oneport.server.broker.Message;
import io.oneport.server.loop.TurnBudget;
import io.oneport.server.loop.Work;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * A page of history that is written message by message, as its peer takes it: no more is encoded than the socket's buffer
 * takes. Confined to the socket's event loop.
 */
final class LongPage implements Work {
    /** What is encoded before other work has its turn. */
    private static final int PART_BYTES = 32 << 10;

    private final Exchange exchange;
    private final AnswerBudget budget;
    private final List<Message> messages;
    private final String lastMembers;
    private final ResponseBody out;
    private int written;
    private boolean queued;
    private boolean over;

    private LongPage(Exchange exchange, AnswerBudget budget, List<Message> messages, String lastMembers) {
        this.exchange = exchange;
        this.budget = budget;
        this.messages = messages;
        this.lastMembers = lastMembers;
        this.out = exchange.answerInParts(Response.head(MediaType.JSON, Map.of("cache-control", "no-store")));
    }

    /**
     * Begins to write a page.
     *
     * @param budget what has the messages' payload already; it gets back what is written
     * @param lastMembers JSON that follows the array of messages, with the closing brace
     */
    static void write(Exchange exchange, AnswerBudget budget, List<Message> messages, String lastMembers) {
        LongPage page = new LongPage(exchange, budget, messages, lastMembers);
        exchange.whileWaiting(page::peerGone, () -> {});
        page.out.onWritable(page::goOn);
        page.out.write(bytes("{\"messages\":["));
        page.goOn();
    }

    private void goOn() {
        if (!queued && !over) {
            queued = true;
            exchange.socket().work().add(this);
        }
    }

    @Override
    public boolean work(TurnBudget turn) {
        int part = 0;
        while (!over && written < messages.size() && part < PART_BYTES && out.writable()) {
            part += writeNext();
        }
        turn.use(TurnBudget.WRITE, part);
        if (!over && written == messages.size()) {
            over = true;
            queued = false;
            out.write(bytes("]," + lastMembers + "\n"));
            out.end();
            return false;
        }
        if (!over) {
            out.flush();
        }
        queued = !over && out.writable();
        return queued;
    }

    private int writeNext() {
        Message message = messages.get(written);
        byte[] json = JsonWriter.bytes(generator -> {
            generator.writeStartObject();
            JsonWriter.message(generator, message.toEvent());
            generator.writeEndObject();
        });
        if (written > 0) {
            out.write(bytes(","));
        }
        out.write(json);
        messages.set(written, null); // history may let it go
        written++;
        budget.giveBack(message.payload().bytes().length);
        return json.length;
    }

    private void peerGone() {
        over = true;
        for (int i = written; i < messages.size(); i++) {
            budget.giveBack(messages.get(i).payload().bytes().length);
        }
        messages.clear();
        written = 0;
    }

    @Override
    public boolean failed(Throwable cause) {
        queued = false;
        exchange.socket().failed(cause);
        return false;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
