package io.oneport.server.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.oneport.protocol.Event;
import io.oneport.server.broker.Reset;
import io.oneport.server.broker.Topics;
import io.oneport.server.session.Events;
import io.oneport.server.session.JsonSession;
import io.oneport.server.session.SessionSettings;

/** A WebSocket that speaks {@code oneport.v1.json}. Confined to the socket's event loop. */
final class JsonSocket extends WebSocketOutlet implements MessageListener, JsonSession.Peer {
    private final JsonSession session;

    JsonSocket(WebSocket socket, Topics topics, SessionSettings settings) {
        super(socket, FrameFormat.JSON);
        this.session = new JsonSession(topics, socket.socket().worker(), this, settings);
    }

    JsonSession session() {
        return session;
    }

    @Override
    public void send(Event event) {
        socket.write(FrameFormat.frame(event));
        socket.flush();
    }

    @Override
    public void message(WebSocket from, boolean text, ByteBuf payload) {
        if (text) {
            session.message(ByteBufUtil.getBytes(payload));
        } else {
            session.binaryMessage();
        }
    }

    @Override
    public void reset(Reset reset) {
        socket.write(FrameFormat.frame(Events.reset(reset, reset.position().toString())));
    }

    @Override
    public void hold() {
        socket.hold();
    }

    @Override
    public void release() {
        socket.release();
    }

    @Override
    public void whenDelivered(Runnable action) {
        session.whenDelivered(action);
    }

    @Override
    public void closed() {
        session.close();
    }

    @Override
    public void writableAgain() {
        session.writable();
    }
}
