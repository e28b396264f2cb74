package io.oneport.server.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.oneport.protocol.Payload;
import io.oneport.protocol.Publication;
import io.oneport.protocol.TopicName;
import io.oneport.server.api.Admission;
import io.oneport.server.api.Filter;
import io.oneport.server.api.Principal;
import io.oneport.server.api.Route;
import io.oneport.server.api.Routes;
import io.oneport.server.api.TopicPatterns;
import io.oneport.server.api.WebSocket;
import io.oneport.server.auth.HostNames;
import io.oneport.server.auth.Origins;
import io.oneport.server.broker.TopicSettings;
import io.oneport.server.broker.Topics;
import io.oneport.server.broker.memory.MemoryBroker;
import io.oneport.server.connection.Connections;
import io.oneport.server.connection.SocketSettings;
import io.oneport.server.features.topics.TopicRoutes;
import io.oneport.server.http1.HttpSettings;
import io.oneport.server.loop.WorkQueues;
import io.oneport.server.session.SessionSettings;
import io.oneport.server.session.SlowReaders;
import io.oneport.server.session.TopicAccess;
import io.oneport.server.websocket.WebSocketSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a socket is told in one turn leaves in one buffer: one write, where a system call for each message would cost more
 * than all that we do for it. {@link RepeatedRequestTest} has the same for HTTP.
 */
class OneWriteTest {
    private static final Filter EVERYONE =
            asked -> new Admission.Granted(Principal.anonymous(TopicPatterns.ALL, TopicPatterns.ALL));

    private static final Duration LONG = Duration.ofHours(1);
    private static final SocketSettings SOCKETS = new SocketSettings(100, 1 << 20, LONG, LONG, LONG, LONG, 1 << 20, 10);
    private static final WebSocketSettings WEB_SOCKET = new WebSocketSettings(1 << 16, LONG, LONG, LONG, LONG, LONG);
    private static final SessionSettings SESSION =
            new SessionSettings(1 << 20, LONG, SlowReaders.parse("disconnect"), 10, 1 << 16, 1 << 20);

    private final Queue<Runnable> turns = new ArrayDeque<>();
    private final List<Executor> workers = List.of(turns::add);
    private final TopicSettings settings = new TopicSettings(100, 1 << 20, LONG, 1 << 20, 10, 1 << 20, LONG, 1 << 20);
    private final Topics topics = new Topics(
            new MemoryBroker(1, settings, () -> 1_000_000, () -> 0),
            workers,
            WorkQueues.of(workers),
            settings,
            () -> 0);

    @Test
    void echoesToOneReadLeaveInOneBuffer() {
        EmbeddedChannel channel = open(Bytes.UPGRADE);
        ByteBuf read = Unpooled.buffer();
        for (int i = 0; i < 16; i++) {
            ByteBuf frame = Bytes.textFrame("message " + i);
            read.writeBytes(frame);
            frame.release();
        }
        channel.writeInbound(read);
        assertEquals(1, channel.outboundMessages().size());
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 16; i++) {
            expected.append(Bytes.echoed("message " + i));
        }
        assertEquals(expected.toString(), Bytes.written(channel));
        channel.finishAndReleaseAll();
    }

    /** The read that ends a message may be far shorter than the message, and what it was answered before even shorter. */
    @Test
    void anEchoLongerThanTheReadThatEndsItFollowsAPong() {
        String begin = "a".repeat(8000);
        EmbeddedChannel channel = open(Bytes.UPGRADE);
        channel.writeInbound(Unpooled.buffer()
                .writeBytes(new byte[] {0x01, (byte) (0x80 | 126)})
                .writeShort(begin.length())
                .writeInt(0) // a mask that changes nothing
                .writeBytes(begin.getBytes(StandardCharsets.US_ASCII)));
        channel.writeInbound(Unpooled.buffer()
                .writeBytes(new byte[] {(byte) 0x89, (byte) 0x80})
                .writeInt(0)
                .writeBytes(new byte[] {(byte) 0x80, (byte) 0x81})
                .writeInt(0)
                .writeByte('z'));
        char length = 8001;
        String header = "\u0081\u007e" + (char) (length >> 8) + (char) (length & 0xff);
        assertEquals("\u008a\u0000" + header + begin + "z", Bytes.written(channel));
        channel.finishAndReleaseAll();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/sse", "/json", "/raw"})
    void messagesThatWaitTogetherLeaveInOneBufferForEachReader(String suffix) {
        List<EmbeddedChannel> readers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            readers.add(open(
                    suffix.isEmpty()
                            ? Bytes.UPGRADE.replace("/echo", "/t/news")
                            : "GET /t/news" + suffix + " HTTP/1.1\r\nHost: here\r\n\r\n"));
        }
        for (int i = 0; i < 16; i++) {
            Payload payload = Payload.text("<message " + i + ">");
            topics.publish(0, new Publication(new TopicName("news"), payload, null, null, null, null), result -> {});
        }
        takeTurns();
        for (EmbeddedChannel reader : readers) {
            assertEquals(1, reader.outboundMessages().size());
            assertEquals(16, Bytes.written(reader).split("<message ", -1).length - 1);
            reader.finishAndReleaseAll();
        }
        takeTurns();
    }

    private void takeTurns() {
        while (!turns.isEmpty()) {
            turns.remove().run();
        }
    }

    /** A connection that has asked for something, and has got all that comes at once. */
    private EmbeddedChannel open(String request) {
        EmbeddedChannel channel = new EmbeddedChannel();
        List<Route> all = new ArrayList<>(TopicRoutes.routes(
                new TopicAccess(topics, SESSION, token -> null, ""),
                SESSION,
                1024,
                LONG,
                EVERYONE,
                EVERYONE,
                EVERYONE));
        all.add(Route.webSocket("/echo", (socket, opening) -> WebSocket::send));
        channel.pipeline()
                .addLast(new SocketInitializer(
                        new HttpSettings(1024, 1024, 100, 1024, LONG, LONG, LONG, LONG),
                        WEB_SOCKET,
                        SOCKETS,
                        new Origins(List.of()),
                        HostNames.any(),
                        new Connections(channel.eventLoop(), 1_000_000_000, SOCKETS),
                        new Routes(all)));
        channel.writeInbound(Unpooled.copiedBuffer(request, StandardCharsets.US_ASCII));
        takeTurns();
        Bytes.written(channel);
        return channel;
    }
}
