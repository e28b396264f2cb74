package io.oneport.server.features.admin;

import io.oneport.protocol.Setting;
import io.oneport.server.api.Exchange;
import java.util.Set;

/** Refuses the parameters of a query where there are none: who gives one relies on it. Stateless: any thread. */
final class NoParameters {
    private NoParameters() {}

    /** @throws IllegalArgumentException if the request has a parameter; the message names it */
    static void require(Exchange exchange) {
        Set<String> names = exchange.request().queryNames();
        Setting.require(names.isEmpty(), "parameter", String.join(", ", names), "none here");
    }
}
