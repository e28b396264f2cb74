package io.oneport.server.features.topics;

import io.oneport.protocol.json.JsonWriter;
import io.oneport.server.broker.Message;
import io.oneport.server.broker.PayloadEncoding;

/** The form in which a topic's messages go out as WebSocket messages, if not as they are. */
enum FrameFormat implements PayloadEncoding {
    /** A {@code message} event of {@code oneport.v1.json}. */
    JSON;

    @Override
    public byte[] encode(Message message) {
        return JsonWriter.bytes(message.toEvent());
    }
}
