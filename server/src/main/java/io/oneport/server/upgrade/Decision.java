package io.oneport.server.upgrade;

import io.oneport.server.api.Request;
import io.oneport.server.api.Route;
import io.oneport.server.api.Status;
import org.jspecify.annotations.Nullable;

/** What becomes of a request, as far as upgrading goes. */
public sealed interface Decision {
    /** It asks for no upgrade that is spoken here: plain HTTP, whatever its Upgrade header says. */
    record NotAnUpgrade() implements Decision {}

    /**
     * It asks for one and can't have it.
     *
     * @param status the answer's status
     * @param detail what was wrong and what was expected, for a person
     */
    record Refuse(Status status, String detail) implements Decision {}

    /**
     * It gets one, if the filters of its route admit it.
     *
     * @param request what was asked for
     * @param route the route of the WebSocket
     * @param acceptKey the value of Sec-WebSocket-Accept
     * @param subprotocol the one that was chosen, or null
     */
    record Accept(
            Request request,
            Route route,
            String acceptKey,
            @Nullable String subprotocol) implements Decision {}
}
