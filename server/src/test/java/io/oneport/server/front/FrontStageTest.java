package io.oneport.server.front;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.CharsetUtil;
import io.oneport.server.connection.Closing;
import io.oneport.server.connection.Connection;
import io.oneport.server.connection.ConnectionListener;
import io.oneport.server.connection.Connections;
import io.oneport.server.connection.Protocol;
import io.oneport.server.connection.SocketSettings;
import io.oneport.server.connection.Stage;
import io.oneport.server.connection.Stream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The first stage: what it hands on, whatever the cut; what it answers itself; and its deadline. */
@Timeout(60)
class FrontStageTest {
    private static final Duration LONG = Duration.ofHours(1);
    private static final SocketSettings SOCKETS = new SocketSettings(10, 65536, LONG, LONG, LONG, LONG, 1 << 20, 10);
    private static final long SWEEP = TimeUnit.MILLISECONDS.toNanos(10);
    private static final byte[] CLIENT_HELLO = {22, 3, 1, 0, 5, 1, 0, 0, 1, 0, 22, 3};

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final List<Spoken> spoken = new ArrayList<>();
    private Connection connection;

    /** Stands for the stage that speaks HTTP: collects what reaches it. */
    private final class Spoken extends ChannelInboundHandlerAdapter implements Stage, Stream {
        private final Connection connection;
        private String text = "";
        private int readsCompleted;
        private int deadlines;
        private boolean ended;

        Spoken(Connection connection) {
            this.connection = connection;
            connection.inherit(this);
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object msg) {
            ByteBuf in = (ByteBuf) msg;
            text += in.toString(CharsetUtil.ISO_8859_1);
            in.release();
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            readsCompleted++;
        }

        @Override
        public Protocol protocol() {
            return Protocol.HTTP;
        }

        @Override
        public void install(ChannelPipeline pipeline) {
            pipeline.addLast("spoken", this);
        }

        @Override
        public void remove(ChannelPipeline pipeline) {
            pipeline.remove(this);
        }

        @Override
        public void deadlineReached() {
            deadlines++;
        }

        @Override
        public void peerEnded() {
            ended = true;
        }

        @Override
        public void goAway(String reason) {
            connection.closeNow(reason);
        }
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    void whatBeginsAsHttpIsHandedOnAtOnceWhereverItIsCut() {
        for (String request :
                List.of("GET / HTTP/1.1\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "PROXY TCP4 ", "\r\n")) {
            for (int cut = 1; cut <= request.length(); cut++) {
                EmbeddedChannel each = new EmbeddedChannel();
                accept(each, LONG);
                each.writeInbound(latin1(request.substring(0, cut)));
                Spoken stage = spoken.get(spoken.size() - 1);
                assertEquals(request.substring(0, cut), stage.text);
                assertEquals(1, stage.readsCompleted, "in the same turn");
                each.writeInbound(latin1(request.substring(cut)));
                assertEquals(request, stage.text);
                assertEquals(
                        List.of("spoken", "DefaultChannelPipeline$TailContext#0"),
                        each.pipeline().names());
                assertEquals(List.of(), connection.switches(), "it spoke HTTP all the while");
                each.finishAndReleaseAll();
            }
        }
    }

    @Test
    void aClientHelloIsAnsweredWithAnAlertWhereverItIsCut() {
        for (int cut = 0; cut <= CLIENT_HELLO.length; cut++) {
            EmbeddedChannel each = new EmbeddedChannel();
            accept(each, LONG);
            each.writeInbound(Unpooled.copiedBuffer(CLIENT_HELLO, 0, cut));
            if (each.isOpen()) {
                each.writeInbound(Unpooled.copiedBuffer(CLIENT_HELLO, cut, CLIENT_HELLO.length - cut));
            }
            ByteBuf alert = each.readOutbound();
            assertEquals(Unpooled.wrappedBuffer(new byte[] {21, 3, 3, 0, 2, 2, 40}), alert, "cut at " + cut);
            alert.release();
            assertFalse(each.isOpen());
            assertEquals(
                    new Closing(Closing.By.SERVER, "TLS ClientHello (expected: HTTP without TLS)"),
                    connection.closing());
            each.finishAndReleaseAll();
        }
        assertEquals(List.of(), spoken);
    }

    @Test
    void whatIsNearlyTlsIsLeftToHttpWithEveryByte() {
        accept(channel, LONG);
        channel.writeInbound(latin1("\u0016"));
        assertEquals(List.of(), spoken, "one byte can be either");
        channel.writeInbound(latin1("\u0016GET"));
        assertEquals("\u0016\u0016GET", spoken.get(0).text);
    }

    @Test
    void aPeerThatEndsAfterTooLittleIsLeftToHttp() {
        accept(channel, LONG);
        channel.writeInbound(latin1("\u0016"));
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        assertEquals("\u0016", spoken.get(0).text);
        assertTrue(spoken.get(0).ended);
    }

    @Test
    void aPeerThatEndsWithoutAByteIsClosed() {
        accept(channel, LONG);
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        assertFalse(channel.isOpen());
        assertEquals(new Closing(Closing.By.CLIENT, "closed by the peer"), connection.closing());
        assertEquals(List.of(), spoken);
    }

    @Test
    void aPeerThatSendsNothingIsClosedAtTheDeadline() {
        channel.freezeTime();
        accept(channel, Duration.ofMillis(50));
        long begun = System.nanoTime();
        while (channel.isOpen()) {
            advance();
        }
        assertTrue(System.nanoTime() - begun >= TimeUnit.MILLISECONDS.toNanos(50));
        assertEquals("no request within 50ms", connection.closing().reason());
        assertNull(channel.readOutbound());
    }

    /** A byte now and then buys no time: the next stage gets what is left. */
    @Test
    void theDeadlineRunsOnForTheNextStage() {
        channel.freezeTime();
        accept(channel, Duration.ofMillis(200));
        for (int i = 0; i < 5; i++) {
            advance();
        }
        channel.writeInbound(latin1("G"));
        while (spoken.get(0).deadlines == 0) {
            advance();
        }
        assertTrue(channel.isOpen(), "what happens then is the stage's business");
    }

    @Test
    void whenTheServerStopsItIsClosed() {
        accept(channel, LONG);
        connection.goAway("the server is shutting down");
        assertFalse(channel.isOpen());
        assertEquals("the server is shutting down", connection.closing().reason());
    }

    private void accept(EmbeddedChannel accepted, Duration timeout) {
        Connections connections = new Connections(accepted.eventLoop(), SWEEP, SOCKETS);
        connections.workers().get(0).listener(new ConnectionListener() {
            @Override
            public void opened(Connection opened) {
                connection = opened;
            }
        });
        connections.start();
        Front front = new Front(
                connections,
                SOCKETS,
                new FrontRules(
                        timeout,
                        this::speak,
                        null,
                        new FrontAnswers(new byte[0], new byte[0], new byte[0], reason -> new byte[0]),
                        ProxySettings.NONE),
                new Places(SOCKETS.maxSockets(), connections::open),
                false);
        front.accept(accepted);
    }

    private Stage speak(Connection on) {
        Spoken stage = new Spoken(on);
        spoken.add(stage);
        return stage;
    }

    /** The sweep reads the real clock, and is scheduled on the frozen one of the embedded loop. */
    private void advance() {
        channel.advanceTimeBy(SWEEP, TimeUnit.NANOSECONDS);
        channel.runScheduledPendingTasks();
        channel.runPendingTasks(); // the checks that the sweep has found to be due
        Thread.onSpinWait();
    }

    private static ByteBuf latin1(String text) {
        return Unpooled.copiedBuffer(text, CharsetUtil.ISO_8859_1);
    }
}
