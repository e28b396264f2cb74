package io.oneport.server.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPipeline;

/** Takes one channel, and no other, from one stage to the next. */
public final class PipelineSwitch {
    private PipelineSwitch() {}

    /**
     * Rewrites the pipeline of one channel. On the channel's event loop.
     *
     * <p>The order is the point. The old stage's answer goes out first, after what that stage wrote before. Then the
     * new handlers are added, after the old ones. Then the old ones are removed, their decoder last: what the peer sent
     * right after its request leaves the decoder in that very call and finds the new stage in place.
     *
     * @param socket the channel's connection; it speaks the new protocol before a byte can reach the new stage
     * @param path what the peer asked for, for the connection's history
     * @param answer the last bytes of the old stage, such as a 101; released here if they can't be written
     * @param from the stage installed now
     * @param to the stage that takes over
     * @return the write of the answer: done once the peer's side has taken it
     */
    public static ChannelFuture perform(Connection socket, String path, ByteBuf answer, Stage from, Stage to) {
        Channel channel = socket.channel();
        ChannelPipeline pipeline = channel.pipeline();
        from.writeOut();
        socket.countBytesOut(answer.readableBytes());
        ChannelFuture written = pipeline.write(answer);
        socket.switched(to.protocol(), path);
        to.install(pipeline);
        from.remove(pipeline);
        channel.flush();
        if (socket.peerHasEnded()) {
            socket.peerEnded(); // only the old stage knows, and no further event would tell the new one
        }
        return written;
    }

    /**
     * Hands a channel on from a stage that only looked at its first bytes. On the channel's event loop.
     *
     * <p>Nothing is written. The old stage goes last: what it has read finds the new one in place, within this call.
     *
     * @param from the stage installed now
     * @param to the stage that takes over, with the deadline that runs
     */
    public static void handOver(Connection connection, Stage from, Stage to) {
        ChannelPipeline pipeline = connection.channel().pipeline();
        if (to.protocol() != connection.protocol()) {
            connection.switched(to.protocol(), null);
        }
        to.install(pipeline);
        from.remove(pipeline);
        if (connection.peerHasEnded()) {
            connection.peerEnded(); // only the old stage knows
        }
    }
}
