package io.oneport.server.features.admin;

import io.oneport.protocol.Setting;
import io.oneport.protocol.Units;
import io.oneport.server.api.Exchange;
import io.oneport.server.api.Filter;
import io.oneport.server.api.Json;
import io.oneport.server.api.Problem;
import io.oneport.server.api.Response;
import io.oneport.server.api.Route;
import io.oneport.server.api.Status;
import java.time.Duration;
import java.util.List;

/** {@code POST /admin/drain}: ends the server in order, without a signal. */
public final class DrainEndpoint {
    private static final Duration LONGEST = Duration.ofHours(1);

    /** The server, as far as it can be drained. Any thread; must not block. */
    public interface Drain {
        /**
         * Begins to drain.
         *
         * @param over the window in which open sockets are closed at an even pace; null for the server's setting
         * @return false if it is draining already
         */
        boolean begin(Duration over);

        /** The window if none is given. */
        Duration defaultOver();

        /** Sockets that are open now. */
        int openSockets();
    }

    private final Drain drain;

    private DrainEndpoint(Drain drain) {
        this.drain = drain;
    }

    /**
     * The route.
     *
     * @param admin keeps it to administrators
     */
    public static List<Route> routes(Drain drain, Filter admin) {
        return List.of(
                Route.post("/admin/drain", new DrainEndpoint(drain)::begin).with(admin));
    }

    private void begin(Exchange exchange) {
        for (String name : exchange.request().queryNames()) {
            Setting.require(name.equals("over"), "parameter", name, "over");
        }
        Duration over = over(exchange.request().query("over"));
        int open = drain.openSockets();
        if (!drain.begin(over)) {
            exchange.answer(Problem.of(Status.CONFLICT, "The server is draining already."));
            return;
        }
        String shown = Units.text(over == null ? drain.defaultOver() : over);
        byte[] body = Json.bytes(json -> {
            json.writeStartObject();
            json.writeNumberProperty("open", open);
            json.writeStringProperty("over", shown);
            json.writeEndObject();
        });
        exchange.answer(Response.json(Status.ACCEPTED, body));
    }

    private static Duration over(String text) {
        if (text == null) {
            return null;
        }
        Duration over;
        try {
            over = Units.duration(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(Setting.refusal("over", text, Units.DURATION_FORM));
        }
        Setting.require(over.compareTo(LONGEST) <= 0, "over", text, "0s to 1h");
        return over;
    }
}
