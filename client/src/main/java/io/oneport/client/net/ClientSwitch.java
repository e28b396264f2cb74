package io.oneport.client.net;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;

/**
 * What one channel's pipeline holds for HTTP, and how it is rewritten for WebSocket. Nothing else changes a pipeline.
 *
 * <p>HTTP encoder and decoder are two handlers, not Netty's one codec, so that each can be replaced in its turn. Only
 * on the channel's event loop.
 */
final class ClientSwitch {
    static final String HTTP_ENCODER = "http-encoder";
    static final String HTTP_DECODER = "http-decoder";
    static final String HTTP_EXCHANGES = "http-exchanges";
    static final String FRAME_ENCODER = "frame-encoder";
    static final String FRAME_DECODER = "frame-decoder";
    static final String MESSAGES = "messages";

    private ClientSwitch() {}

    /** Installs HTTP behind whatever is there already. */
    static void startAsHttp(ChannelPipeline pipeline, HttpExchangeHandler exchanges, Limits limits) {
        HttpDecoderConfig config = new HttpDecoderConfig()
                .setMaxInitialLineLength(limits.maxHeadBytes())
                .setMaxHeaderSize(limits.maxHeadBytes());
        pipeline.addLast(HTTP_ENCODER, new HttpRequestEncoder());
        pipeline.addLast(HTTP_DECODER, new HttpResponseDecoder(config));
        pipeline.addLast(HTTP_EXCHANGES, exchanges);
    }

    /** Swaps HTTP for WebSocket; called once the last part of the 101 has been read. */
    static void toWebSocket(ChannelPipeline pipeline, ClientFrameHandler messages, Limits limits) {
        WebSocketDecoderConfig config = WebSocketDecoderConfig.newBuilder()
                .expectMaskedFrames(false)
                .allowExtensions(false)
                .maxFramePayloadLength(limits.maxMessageBytes())
                // The handler of the messages closes, with a reason and a deadline.
                .closeOnProtocolViolation(false)
                .build();
        pipeline.replace(HTTP_ENCODER, FRAME_ENCODER, new WebSocket13FrameEncoder(true));
        pipeline.replace(HTTP_EXCHANGES, MESSAGES, messages);
        // Last, because this call itself delivers what came in the same segment as the 101, and those frames
        // must find all of the above in place.
        pipeline.replace(HTTP_DECODER, FRAME_DECODER, new WebSocket13FrameDecoder(config));
    }
}
