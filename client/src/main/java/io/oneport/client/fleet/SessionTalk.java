package io.oneport.client.fleet;

import io.oneport.client.net.Header;
import io.oneport.client.plan.Metric;
import io.oneport.client.scenario.MessageBuffer;
import io.oneport.client.scenario.PacketJoiner;
import io.oneport.client.scenario.ScenarioStep;
import io.oneport.client.scenario.Template;
import io.oneport.client.scenario.TemplateValues;
import io.oneport.client.wire.StreamWire;
import io.oneport.client.wire.WebSocketWire;
import io.oneport.client.wire.Wire;
import io.oneport.client.wire.WireEnd;
import io.oneport.protocol.CloseCode;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A session's WebSocket or event stream. All of it on its worker's loop. */
final class SessionTalk extends SessionSocket {
    private final ScenarioSlot slot;
    private final ScenarioStep.SocketOpening how;
    /** {@code null} if a message is whole as it comes. */
    private final @Nullable PacketJoiner packets;

    /** Null if it is an event stream. */
    private final @Nullable WebSocketWire webSocket;

    private final Wire wire;
    private final TemplateValues values;
    private final MessageBuffer buffer;
    private final String path;
    private boolean leaving;

    /**
     * Prepares; nothing is opened yet.
     *
     * @param values of the session's variables, for replies
     * @param buffer where messages are put together
     */
    SessionTalk(
            ScenarioSlot slot,
            SocketTools tools,
            boolean measured,
            ScenarioStep.SocketOpening how,
            String path,
            List<Header> headers,
            TemplateValues values,
            MessageBuffer buffer) {
        super(tools, how.events() ? Metric.STREAM : Metric.UPGRADE, measured);
        this.slot = slot;
        this.how = how;
        this.packets = how.packets() ? new PacketJoiner() : null;
        this.values = values;
        this.buffer = buffer;
        this.path = path;
        SocketOpener opener = tools.opener();
        if (how.events()) {
            webSocket = null;
            StreamWire stream = opener.stream(opener.request("GET", path, headers, null), this);
            wire = stream;
        } else {
            webSocket = opener.webSocket(path, how.subprotocols(), headers, this);
            wire = webSocket;
        }
    }

    @Override
    Wire wire() {
        return wire;
    }

    /** Where it is open, with its query. */
    String path() {
        return path;
    }

    /** Whether a message can be sent. */
    boolean mayBeSent() {
        return webSocket != null && webSocket.isOpen();
    }

    /** Sends a message. */
    void send(Template message) {
        buffer.clear();
        message.write(values, buffer);
        tools.measures().exchange.sent(buffer.length());
        WebSocketWire open = Objects.requireNonNull(webSocket, "nothing is sent on an event stream");
        open.send(buffer.bytes(), buffer.length(), !message.binary());
        open.flush();
    }

    /** Closes it, as its protocol has it. */
    void close(int code) {
        leaving = true;
        if (webSocket != null) {
            webSocket.leave(code, "");
        } else {
            wire.cut(false);
        }
    }

    /** Cuts it. */
    void cut() {
        leaving = true;
        wire.cut(false);
    }

    @Override
    void opened() {
        if (webSocket != null) {
            tools.measures().sockets.upgraded(webSocket);
        } else {
            tools.measures().sockets.streams++;
        }
        slot.opened(this);
    }

    @Override
    public void message(byte[] content, int length, boolean text) {
        if (tools.time().isOver()) {
            return; // the accounts are closed
        }
        tools.measures().exchange.received(length);
        if (webSocket != null && text && !Payloads.isUtf8(content, length)) {
            webSocket.broken(CloseCode.INVALID_PAYLOAD, "a text message that is not UTF-8");
        } else if (packets == null) {
            whole(content, length, text);
        } else if (!packets.add(content, length, (packet, packetLength) -> whole(packet, packetLength, false))) {
            Objects.requireNonNull(webSocket, "only WebSockets carry packets")
                    .broken(CloseCode.PROTOCOL_ERROR, "a message that is not MQTT");
        }
    }

    private void whole(byte[] content, int length, boolean text) {
        for (ScenarioStep.AutoReply reply : how.replies()) {
            if (mayBeSent() && reply.when().find(content, length, text) != null) {
                send(reply.send());
                return;
            }
        }
        slot.message(this, content, length, text);
    }

    @Override
    boolean isLost(WireEnd end) {
        return end.kind() != WireEnd.Cause.OURS && !leaving;
    }

    @Override
    void ended(WireEnd end, boolean wasOpen) {
        slot.ended(this, end, leaving);
    }
}
