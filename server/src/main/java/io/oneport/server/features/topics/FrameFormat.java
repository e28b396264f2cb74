package io.oneport.server.features.topics;

import io.oneport.protocol.json.JsonWriter;
import io.oneport.server.broker.Message;

/** The form in which a topic's messages go out as WebSocket messages, if not as they are. */
enum FrameFormat implements Message.Format {
    /** A {@code message} event of {@code oneport.v1.json}. */
    JSON;

    @Override
    public int index() {
        return ordinal();
    }

    @Override
    public byte[] encode(Message message) {
        return JsonWriter.bytes(message.toEvent());
    }
}
