package io.oneport.server.features.admin;

import io.oneport.protocol.Setting;
import io.oneport.server.api.Exchange;
import io.oneport.server.api.Filter;
import io.oneport.server.api.Json;
import io.oneport.server.api.Response;
import io.oneport.server.api.Route;
import java.util.List;

/** {@code /admin/log-level}: which lines are logged, until the next restart or reload that says otherwise. */
public final class LogLevelEndpoint {
    /** The log, as far as its level is concerned. Any thread; must not block. */
    public interface Log {
        /** The level: error, warn, info or debug. */
        String level();

        /**
         * Sets the level.
         *
         * @throws IllegalArgumentException if there is none of this name; the message says which there are
         */
        void level(String level);
    }

    private final Log log;

    private LogLevelEndpoint(Log log) {
        this.log = log;
    }

    /**
     * The routes.
     *
     * @param admin keeps them to administrators
     */
    public static List<Route> routes(Log log, Filter admin) {
        LogLevelEndpoint endpoint = new LogLevelEndpoint(log);
        return List.of(
                Route.get("/admin/log-level", endpoint::show).with(admin),
                Route.put("/admin/log-level", endpoint::set).with(admin));
    }

    private void show(Exchange exchange) {
        for (String name : exchange.request().queryNames()) {
            throw new IllegalArgumentException(Setting.refusal("parameter", name, "none"));
        }
        answer(exchange);
    }

    private void set(Exchange exchange) {
        for (String name : exchange.request().queryNames()) {
            Setting.require(name.equals("level"), "parameter", name, "level");
        }
        String level = exchange.request().query("level");
        log.level(level == null ? "none" : level);
        answer(exchange);
    }

    private void answer(Exchange exchange) {
        byte[] body = Json.bytes(json -> {
            json.writeStartObject();
            json.writeStringProperty("level", log.level());
            json.writeEndObject();
        });
        exchange.answer(Response.json(body));
    }
}
