package io.oneport.server.upgrade;

import io.netty.handler.codec.http.HttpResponseStatus;

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
    record Refuse(HttpResponseStatus status, String detail) implements Decision {}

    /**
     * It gets one.
     *
     * @param path the WebSocket that was asked for
     * @param query behind the question mark, or the empty string
     * @param acceptKey the value of Sec-WebSocket-Accept
     * @param subprotocol the one that was chosen, or null
     */
    record Accept(String path, String query, String acceptKey, String subprotocol) implements Decision {}
}
