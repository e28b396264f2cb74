package io.oneport.server.features.topics;

import io.oneport.protocol.CloseCode;
import io.oneport.protocol.ErrorCode;
import io.oneport.protocol.Payload;
import io.oneport.protocol.Publication;
import io.oneport.protocol.Since;
import io.oneport.protocol.TopicName;
import io.oneport.server.api.IncomingMessage;
import io.oneport.server.api.MessageListener;
import io.oneport.server.api.Principal;
import io.oneport.server.api.WebSocket;
import io.oneport.server.broker.Message;
import io.oneport.server.broker.Refusal;
import io.oneport.server.broker.Reset;
import io.oneport.server.broker.Start;
import io.oneport.server.session.PublishWindow;
import io.oneport.server.session.SessionSettings;
import io.oneport.server.session.StreamSession;
import io.oneport.server.session.TopicAccess;
import java.util.List;

/**
 * A WebSocket of raw messages, one a frame: what is published comes, what is sent is published. Confined to the socket's
 * event loop.
 */
final class TopicSocket extends WebSocketOutlet
        implements MessageListener, StreamSession.Reader, PublishWindow.Publisher {
    /** Close code where history no longer reaches back; an application's own (RFC 6455, section 7.4.2). */
    static final int RESET = 4002;

    private final TopicAccess topics;
    private final Principal who;
    private final List<TopicName> names;
    private final StreamSession session;
    private final PublishWindow window;

    TopicSocket(
            WebSocket socket,
            TopicAccess topics,
            Principal who,
            List<TopicName> names,
            List<Since> since,
            SessionSettings settings) {
        super(socket);
        this.topics = topics;
        this.who = who;
        this.names = names;
        this.window = new PublishWindow(this);
        this.session = StreamSession.open(topics, who, socket.socket().worker(), names, since, this, settings);
        closesWith(who);
    }

    @Override
    public boolean begin(List<Start> starts) {
        for (Start start : starts) {
            Reset missed = start.toReset();
            if (missed != null) {
                reset(missed);
                return false;
            }
        }
        return true;
    }

    /** A frame of a raw message has no place to say it. */
    @Override
    public void reset(Reset reset) {
        String first = reset.first() == null ? "" : " first=" + reset.first();
        socket.close(RESET, "reset asked=" + reset.asked() + first);
    }

    @Override
    public void refused(Refusal refusal) {
        boolean denied = refusal.code() == ErrorCode.FORBIDDEN || refusal.code() == ErrorCode.NO_TOKEN;
        socket.close(denied ? CloseCode.POLICY_VIOLATION : CloseCode.TRY_AGAIN_LATER, refusal.detail());
    }

    @Override
    public void message(WebSocket from, IncomingMessage message) {
        if (names.size() > 1) {
            socket.close(
                    CloseCode.POLICY_VIOLATION, "this socket reads several topics; publish on a socket with one topic");
            return;
        }
        Payload bytes = new Payload(message.bytes(), message.text());
        int length = bytes.bytes().length;
        window.begin(length);
        topics.publish(
                who, socket.socket().worker(), new Publication(names.get(0), bytes, null, null, null, null), result -> {
                    window.answered(length);
                    if (result instanceof Refusal refusal) {
                        refused(refusal);
                    }
                });
        window.begun();
    }

    @Override
    public void write(Message message) {
        socket.write(message.payload().text(), message.payload().bytes());
    }

    /** A raw message has no way to say it. */
    @Override
    public void missed(TopicName topic, long count) {}

    @Override
    public void hold() {
        socket.hold();
    }

    @Override
    public void release() {
        socket.release();
    }

    @Override
    public void writableAgain() {
        session.writable();
    }

    @Override
    public void whenDelivered(Runnable action) {
        session.whenDelivered(action);
    }

    @Override
    public void closed() {
        expiresNoMore();
        session.close();
    }
}
