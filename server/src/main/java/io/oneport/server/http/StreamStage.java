package io.oneport.server.http;

import io.netty.channel.ChannelPipeline;
import io.oneport.server.pipeline.HandlerNames;
import io.oneport.server.pipeline.Stage;
import io.oneport.server.socket.Protocol;

/** An endless answer on one channel. It never gives way to another stage. */
record StreamStage(Protocol protocol, StreamHandler handler) implements Stage {
    @Override
    public void install(ChannelPipeline pipeline) {
        pipeline.addLast(HandlerNames.STREAM, handler);
    }

    @Override
    public void remove(ChannelPipeline pipeline) {
        pipeline.remove(HandlerNames.STREAM);
    }
}
