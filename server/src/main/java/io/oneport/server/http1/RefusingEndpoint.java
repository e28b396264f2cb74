package io.oneport.server.http1;

import io.oneport.server.api.Endpoint;
import io.oneport.server.api.Exchange;
import io.oneport.server.api.Response;

/** An endpoint that only says no; there is no need to wait for a body before it does. */
record RefusingEndpoint(Response response) implements Endpoint {
    @Override
    public void handle(Exchange exchange) {
        exchange.answer(response);
    }
}
