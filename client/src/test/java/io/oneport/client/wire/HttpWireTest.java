package io.oneport.client.wire;

import static io.oneport.client.testing.Bytes.latin1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.oneport.client.net.Limits;
import io.oneport.client.net.Target;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Plain requests, and what the server says between them. */
@Timeout(20)
class HttpWireTest implements WireListener {
    private static final byte[] ANSWER = latin1("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");

    private static final EncodedRequest REQUEST =
            EncodedRequest.get(Target.parse("https://127.0.0.1:8443"), "/plaintext", List.of());

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final WireLoop loop = EmbeddedWires.loop(channel, 1000);
    private final HttpWire wire = new HttpWire(loop, this, Patience.LOAD);
    private final List<String> heard = new ArrayList<>();

    HttpWireTest() {
        EmbeddedWires.open(channel, wire, new Limits(Duration.ofSeconds(5), 16 << 10, 1000));
    }

    @AfterEach
    void finish() {
        channel.finishAndReleaseAll();
        loop.close();
    }

    @Override
    public void answered(int status, long bodyBytes, boolean reusable) {
        heard.add("answered " + status);
    }

    @Override
    public void closed(WireEnd end) {
        heard.add(end.kind() + ": " + end.what());
    }

    private void ask() {
        wire.send(REQUEST);
        ByteBuf request = channel.readOutbound();
        request.release();
    }

    private void receive(byte[] bytes) {
        channel.writeInbound(Unpooled.copiedBuffer(bytes));
    }

    /** Over TLS the connection's own end may come much later, and a request would have no answer. */
    @Test
    void goodbyeOfTlsBetweenTwoRequestsIsTheEnd() {
        ask();
        receive(ANSWER);
        channel.pipeline().fireUserEventTriggered(SslCloseCompletionEvent.SUCCESS);
        assertEquals(List.of("answered 200", "CLOSED: closed by the server while idle"), heard);
        assertFalse(channel.isActive());
    }

    @Test
    void answerThatIsUnderWayIsReadAfterTheGoodbyeOfTls() {
        ask();
        channel.pipeline().fireUserEventTriggered(SslCloseCompletionEvent.SUCCESS);
        receive(ANSWER);
        assertEquals(List.of("answered 200"), heard);
    }

    @Test
    void endWithoutAGoodbyeOfTlsIsToldByTheConnection() {
        channel.pipeline().fireUserEventTriggered(new SslCloseCompletionEvent(new ClosedChannelException()));
        assertEquals(List.of(), heard);
        channel.close();
        assertEquals(List.of("CLOSED: closed by the server while idle"), heard);
    }
}
