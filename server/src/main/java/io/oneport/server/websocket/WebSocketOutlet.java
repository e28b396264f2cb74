package io.oneport.server.websocket;

import io.oneport.protocol.TopicName;
import io.oneport.server.broker.Message;
import io.oneport.server.loop.WorkQueue;
import io.oneport.server.session.Events;
import io.oneport.server.session.Outlet;

/** A WebSocket as a reader of topics. Confined to the socket's event loop. */
abstract class WebSocketOutlet implements Outlet {
    /** Close code for a reader that is too slow; an application's own (RFC 6455, section 7.4.2). */
    static final int SLOW_READER = 4001;

    final WebSocket socket;
    private final FrameFormat format;

    WebSocketOutlet(WebSocket socket, FrameFormat format) {
        this.socket = socket;
        this.format = format;
    }

    @Override
    public boolean writable() {
        return socket.writable();
    }

    @Override
    public void write(Message message) {
        socket.write(message.encoded(format));
    }

    @Override
    public void flush() {
        socket.flush();
    }

    @Override
    public void cutOff() {
        socket.socket().countSlowReader();
        socket.close(SLOW_READER, "slow reader: reconnect with the last id received");
    }

    @Override
    public void missed(TopicName topic, long count) {
        if (format == FrameFormat.JSON) {
            socket.write(FrameFormat.frame(Events.missed(topic, count)));
        }
    }

    @Override
    public void failed(Throwable cause) {
        socket.socket().failed(cause);
    }

    @Override
    public long nowNanos() {
        return socket.socket().nowNanos();
    }

    @Override
    public WorkQueue work() {
        return socket.socket().work();
    }

    @Override
    public void countDropped(int messages) {
        socket.socket().countDropped(messages);
    }
}
