package io.oneport.server.observe;

import java.util.function.ToLongFunction;

/** What the ledger can be sorted by. */
public enum SortKey {
    ID("id", SocketView::id),
    OPENED("opened", SocketView::openedMillis),
    REQUESTS("requests", SocketView::requests),
    MESSAGES_IN("messagesIn", SocketView::messagesIn),
    MESSAGES_OUT("messagesOut", SocketView::messagesOut),
    BYTES_IN("bytesIn", SocketView::bytesIn),
    BYTES_OUT("bytesOut", SocketView::bytesOut),
    UNSENT_BYTES("unsentBytes", SocketView::unsentBytes),
    DROPPED("dropped", SocketView::dropped);

    private final String text;
    private final ToLongFunction<SocketView> value;

    SortKey(String text, ToLongFunction<SocketView> value) {
        this.text = text;
        this.value = value;
    }

    /** The name of the member that it sorts by, as the ledger's JSON has it. */
    public String text() {
        return text;
    }

    long of(SocketView socket) {
        return value.applyAsLong(socket);
    }
}
