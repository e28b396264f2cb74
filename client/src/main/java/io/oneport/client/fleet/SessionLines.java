package io.oneport.client.fleet;

import io.oneport.client.net.ConnectionEnds;
import io.oneport.client.scenario.MessageBuffer;
import io.oneport.client.scenario.ScenarioStep;
import io.oneport.client.scenario.Template;
import io.oneport.client.scenario.TemplateValues;
import io.oneport.protocol.CloseCode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The connections of a {@link ScenarioSlot}: one for requests, which is kept from one session to the next as long as the
 * server keeps it, and one WebSocket or event stream. Confined to its worker's loop.
 */
final class SessionLines {
    private final ScenarioSlot slot;
    private final TemplateValues values;
    private final MessageBuffer buffer = new MessageBuffer();
    private final SessionRequests requests;
    /** {@code null} if there is none. */
    private @Nullable SessionHttp http;
    /** {@code null} if there is none. */
    private @Nullable SessionTalk talk;

    /** Prepares; nothing is open. */
    SessionLines(ScenarioSlot slot, TemplateValues values) {
        this.slot = slot;
        this.values = values;
        this.requests = new SessionRequests(slot.tools.opener(), values, buffer, slot.measures.exchange);
    }

    /** A session begins: it has no cookies. */
    void begin() {
        requests.cookies.clear();
    }

    /** Which of a step's URLs is asked for next. */
    Template chosen(ScenarioStep.HttpCall call) {
        return requests.chosen(call.urls());
    }

    /** Sends a request, on a new connection if there is none that can take it. */
    void ask(ScenarioStep.HttpCall call, Template url) {
        if (http == null || !http.isUsable()) {
            http = new SessionHttp(slot, slot.tools, slot.isMeasured());
            http.ask(requests.request(call, url));
            http.open(slot.number);
        } else {
            http.ask(requests.request(call, url));
        }
    }

    /** Keeps the cookies of a response. */
    void takeCookies(List<String> fields) {
        requests.cookies.take(fields);
    }

    /** Opens a WebSocket or event stream; one that is still open is cut. */
    void open(ScenarioStep.SocketOpening how) {
        cutTalk();
        talk = new SessionTalk(
                slot,
                slot.tools,
                slot.isMeasured(),
                how,
                requests.path(how.url()),
                requests.fields(how.headers()),
                values,
                buffer);
        talk.open(slot.number);
    }

    /** The WebSocket or event stream; {@code null} if there is none. */
    @Nullable
    SessionTalk talk() {
        return talk;
    }

    /** Whether this is the connection for requests, and not one that was given up. */
    boolean has(SessionHttp which) {
        return which == http;
    }

    /** Whether this is the WebSocket or event stream, and not one that was given up. */
    boolean has(SessionTalk which) {
        return which == talk;
    }

    /** A connection for requests has ended; returns false if it was given up before. */
    boolean forget(SessionHttp which) {
        boolean mine = has(which);
        http = mine ? null : http;
        return mine;
    }

    /** A WebSocket or event stream has ended; returns false if it was given up before. */
    boolean forget(SessionTalk which) {
        boolean mine = has(which);
        talk = mine ? null : talk;
        return mine;
    }

    /** Cuts all connections; none of them says that it has ended. */
    void cut() {
        if (http != null) {
            SessionHttp broken = http;
            http = null;
            broken.wire().cut(false);
        }
        cutTalk();
    }

    /** Cuts the WebSocket or event stream, if there is one; it does not say that it has ended. */
    void cutTalk() {
        if (talk != null) {
            SessionTalk broken = talk;
            talk = null;
            broken.cut();
        }
    }

    /** Both ends of the connection that is most likely to be the reason for a failure. */
    Optional<ConnectionEnds> fiveTuple() {
        return talk != null ? talk.fiveTuple() : http != null ? http.fiveTuple() : Optional.empty();
    }

    /** Ends the account of their opening, at the end of the run. */
    void accountOpening() {
        if (http != null) {
            http.accountOpening();
        }
        if (talk != null) {
            talk.accountOpening();
        }
    }

    /** Closes them for good. */
    void leave() {
        if (http != null) {
            http.wire().cut(false);
        }
        if (talk != null) {
            talk.close(CloseCode.NORMAL);
        }
    }
}
