package io.oneport.server.http1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.oneport.server.api.Response;
import io.oneport.server.auth.Origins;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The decoder alone: one request at a time, and what it finds malformed. */
class RequestDecoderTest {
    private static final String GET = "GET /a HTTP/1.1\r\nHost: here\r\n\r\n";

    private final List<String> decoded = new ArrayList<>();
    private final List<HttpRequest> whole = new ArrayList<>();
    private final List<HttpChannel> opened = new ArrayList<>();
    private HttpChannel http;
    private HttpConnection connection;

    @AfterEach
    void close() {
        opened.forEach(HttpChannel::close);
    }

    /** Notes each request, and that it has ended. */
    private final class Recorder extends ChannelInboundHandlerAdapter {
        private HttpRequest last;

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object msg) {
            HttpObject part = (HttpObject) msg;
            if (part.decoderResult().isFailure()) {
                decoded.add("bad: " + part.decoderResult().cause().getMessage());
            } else if (part instanceof HttpRequest request) {
                last = request;
                decoded.add(request.method() + " " + request.uri());
            }
            if (part instanceof LastHttpContent && !part.decoderResult().isFailure()) {
                decoded.add("end");
                whole.add(last);
            }
            ReferenceCountUtil.release(msg);
        }
    }

    private void open() {
        http = new HttpChannel();
        opened.add(http);
        connection = new HttpConnection(HttpChannel.SETTINGS, new Origins(List.of()), http.connection, null);
        http.channel
                .pipeline()
                .addLast(new RequestDecoder(connection, HttpChannel.SETTINGS))
                .addLast(new Recorder());
        decoded.clear();
        whole.clear();
    }

    @Test
    void theNextRequestIsDecodedOnceTheLastIsAnswered() {
        for (int cut = 0; cut <= 3 * GET.length(); cut++) {
            open();
            http.send(GET.repeat(3).substring(0, cut));
            http.send(GET.repeat(3).substring(cut));
            for (int i = 1; i <= 3; i++) {
                assertEquals(2 * i, decoded.size(), "cut at " + cut + ": " + decoded);
                connection.answer(whole.get(i - 1), Response.text("a"));
            }
            assertEquals(List.of("GET /a", "end", "GET /a", "end", "GET /a", "end"), decoded);
        }
    }

    @Test
    void itReadsNoFurtherWhileItHoldsBytes() {
        open();
        http.send(GET);
        assertTrue(http.channel.config().isAutoRead());
        http.send("GET /b");
        assertFalse(http.channel.config().isAutoRead());
        connection.answer(whole.get(0), Response.text("a"));
        assertTrue(http.channel.config().isAutoRead());
        http.send(" HTTP/1.1\r\nHost: here\r\n\r\n");
        assertEquals(List.of("GET /a", "end", "GET /b", "end"), decoded);
    }

    @Test
    void emptyLinesBeforeARequestAreSkipped() {
        open();
        http.send("\r\n\r\n" + GET);
        assertEquals(List.of("GET /a", "end"), decoded);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " GET /a HTTP/1.1\r\nHost: here\r\n\r\n",
                "GET  /a HTTP/1.1\r\nHost: here\r\n\r\n",
                "GET /a\tHTTP/1.1\r\nHost: here\r\n\r\n",
                "GET /\u0080 HTTP/1.1\r\nHost: here\r\n\r\n",
                "GET /a HTTP/9.9\r\nHost: here\r\n\r\n",
                "GET /a http/1.1\r\nHost: here\r\n\r\n",
                "GET /a HTTP/1.1\r\nHost: here\r\n folded\r\n\r\n",
                "POST /a HTTP/1.1\r\nHost: here\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na",
                "POST /a HTTP/1.0\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na",
            })
    void whatServersReadDifferentlyIsMalformed(String request) {
        for (int cut = 1; cut < request.length(); cut++) {
            open();
            http.send(request.substring(0, cut));
            http.send(request.substring(cut));
            assertFalse(decoded.isEmpty(), "cut at " + cut);
            assertTrue(decoded.get(0).startsWith("bad: "), "cut at " + cut + ": " + decoded);
        }
    }
}
