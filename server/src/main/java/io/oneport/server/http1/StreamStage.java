package io.oneport.server.http1;

import io.netty.channel.ChannelPipeline;
import io.oneport.server.connection.HandlerNames;
import io.oneport.server.connection.Protocol;
import io.oneport.server.connection.Stage;

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
