package io.oneport.server.features.admin;

import io.oneport.protocol.IsoTime;
import io.oneport.server.api.Json;
import io.oneport.server.connection.Closing;
import io.oneport.server.connection.ProtocolSwitch;
import io.oneport.server.connection.TlsSession;
import io.oneport.server.observe.LedgerQuery;
import io.oneport.server.observe.SocketView;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;

/** The ledger's views as JSON; docs/protocol.md describes the members. */
final class SocketJson {
    private SocketJson() {}

    /** A page of sockets; {@code next} is there if more may be open, and is what {@code after} is to be then. */
    static byte[] list(List<SocketView> sockets, int open, LedgerQuery query) {
        return Json.bytes(json -> {
            json.writeStartObject();
            json.writeNumberProperty("open", open);
            json.writeArrayPropertyStart("sockets");
            sockets.forEach(socket -> write(json, socket));
            json.writeEndArray();
            if (!query.closed() && query.sort() == null && sockets.size() == query.limit()) {
                json.writeNumberProperty("next", sockets.get(query.limit() - 1).id());
            }
            json.writeEndObject();
        });
    }

    static byte[] one(SocketView socket) {
        return Json.bytes(json -> write(json, socket));
    }

    private static void write(JsonGenerator json, SocketView socket) {
        json.writeStartObject();
        json.writeNumberProperty("id", socket.id());
        json.writeStringProperty("client", socket.fiveTuple().clientText());
        json.writeStringProperty("server", socket.fiveTuple().serverText());
        json.writeStringProperty("transport", "tcp");
        if (socket.proxied() != null) {
            json.writeStringProperty("proxiedClient", socket.proxied().clientText());
            if (socket.proxied().server() != null) {
                json.writeStringProperty("proxiedServer", socket.proxied().serverText());
            }
        }
        if (socket.tls() != null) {
            write(json, socket.tls());
        }
        json.writeNumberProperty("worker", socket.worker());
        json.writeStringProperty("protocol", socket.protocol().text());
        json.writeStringProperty("opened", time(socket.openedMillis()));
        json.writeArrayPropertyStart("switches");
        socket.switches().forEach(change -> write(json, change));
        json.writeEndArray();
        if (socket.forgottenSwitches() > 0) {
            json.writeNumberProperty("forgottenSwitches", socket.forgottenSwitches());
        }
        json.writeNumberProperty("requests", socket.requests());
        json.writeNumberProperty("messagesIn", socket.messagesIn());
        json.writeNumberProperty("messagesOut", socket.messagesOut());
        json.writeNumberProperty("bytesIn", socket.bytesIn());
        json.writeNumberProperty("bytesOut", socket.bytesOut());
        json.writeNumberProperty("unsentBytes", socket.unsentBytes());
        if (socket.roundTripMicros() >= 0) {
            json.writeNumberProperty("roundTripMicros", socket.roundTripMicros());
        }
        if (socket.dropped() > 0) {
            json.writeNumberProperty("dropped", socket.dropped());
        }
        if (!socket.handlers().isEmpty()) {
            json.writeArrayPropertyStart("handlers");
            socket.handlers().forEach(json::writeString);
            json.writeEndArray();
        }
        Closing closing = socket.closing();
        if (!socket.open()) {
            json.writeStringProperty("closed", time(socket.closedMillis()));
        }
        if (closing != null) {
            json.writeStringProperty("closedBy", closing.by().name().toLowerCase(Locale.ROOT));
            json.writeStringProperty("reason", closing.reason());
        }
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, TlsSession tls) {
        json.writeObjectPropertyStart("tls");
        json.writeStringProperty("version", tls.version());
        json.writeStringProperty("cipher", tls.cipher());
        if (tls.serverName() != null) {
            json.writeStringProperty("serverName", tls.serverName());
        }
        if (tls.applicationProtocol() != null) {
            json.writeStringProperty("alpn", tls.applicationProtocol());
        }
        if (tls.clientSubject() != null) {
            json.writeStringProperty("clientSubject", tls.clientSubject());
        }
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, ProtocolSwitch change) {
        json.writeStartObject();
        json.writeStringProperty("from", change.from().text());
        json.writeStringProperty("to", change.to().text());
        json.writeStringProperty("at", time(change.atMillis()));
        if (change.path() != null) {
            json.writeStringProperty("path", change.path());
        }
        json.writeEndObject();
    }

    private static String time(long millis) {
        return IsoTime.text(millis);
    }
}
