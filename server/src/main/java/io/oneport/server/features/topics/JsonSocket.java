package io.oneport.server.features.topics;

import io.oneport.protocol.Event;
import io.oneport.protocol.TopicName;
import io.oneport.protocol.json.JsonWriter;
import io.oneport.server.api.IncomingMessage;
import io.oneport.server.api.MessageListener;
import io.oneport.server.api.Principal;
import io.oneport.server.api.WebSocket;
import io.oneport.server.broker.Message;
import io.oneport.server.broker.Reset;
import io.oneport.server.session.Events;
import io.oneport.server.session.JsonSession;
import io.oneport.server.session.SessionSettings;
import io.oneport.server.session.TopicAccess;
import java.util.concurrent.Executor;

/** A WebSocket that speaks {@code oneport.v1.json}. Confined to the socket's event loop. */
final class JsonSocket extends WebSocketOutlet implements MessageListener, JsonSession.Peer {
    /** A {@code message} event. */
    static final Message.Encoding JSON = message -> JsonWriter.bytes(message.toEvent());

    private final JsonSession session;

    JsonSocket(WebSocket socket, TopicAccess topics, Principal who, SessionSettings settings) {
        super(socket);
        this.session = new JsonSession(topics, who, socket.socket().worker(), this, settings);
        closesWith(who);
    }

    JsonSession session() {
        return session;
    }

    @Override
    public void send(Event event) {
        write(event);
        socket.flush();
    }

    private void write(Event event) {
        socket.write(true, JsonWriter.bytes(event));
    }

    @Override
    public void write(Message message) {
        socket.write(true, message.encoded(JSON));
    }

    @Override
    public void missed(TopicName topic, long count) {
        write(Events.missed(topic, count));
    }

    @Override
    public void message(WebSocket from, IncomingMessage message) {
        if (message.text()) {
            session.message(message.bytes());
        } else {
            session.binaryMessage();
        }
    }

    @Override
    public void reset(Reset reset) {
        write(Events.reset(reset, reset.position().toString()));
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
    public void authenticated(Principal who) {
        closesWith(who);
    }

    @Override
    public Executor executor() {
        return socket.socket().executor();
    }

    @Override
    public void closed() {
        expiresNoMore();
        session.close();
    }

    @Override
    public void writableAgain() {
        session.writable();
    }
}
