package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.oneport.server.app.TestServer;
import io.oneport.server.broker.redis.RedisServer;
import io.oneport.testing.Needs;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the EventSource of a real browser makes of an engine that is away for a while. */
@Tag("load")
@Timeout(120)
class OutageInBrowserTest {
    /** Opens a stream of the topic {@code a}, and keeps what comes of it in {@code streams}. */
    private static final String LISTEN = """
            window.streams ??= {};
            window.listen = name => {
              const source = new EventSource('/t/a/sse?since=all');
              const seen = streams[name] = { source, data: [], errors: 0 };
              source.onmessage = message => seen.data.push(message.data);
              source.addEventListener('oneport-reset', () => seen.data.push('reset'));
              source.onerror = () => seen.errors++;
            };
            """;

    @TempDir
    Path folder;

    private static void publish(int port, String text) throws Exception {
        HttpAnswer answer;
        do { // not before the engine is there
            try (RawSocket socket = RawSocket.connect(port)) {
                answer = socket.ask(Request.of("POST", "/t/a").body(text));
            }
        } while (answer.status() == 503);
        assertEquals(201, answer.status(), answer::text);
    }

    @Test
    void itComesBackAndMissesNothing() throws Exception {
        Needs.program(Browser.PROGRAM, "chromium");
        try (RedisServer redis = RedisServer.start();
                TestServer server = TestServer.start("--engine=" + redis.url(), "--engine-grace=500ms");
                Browser browser = new Browser(folder, 800, 600)) {
            publish(server.port(), "first");
            browser.go("http://127.0.0.1:" + server.port() + "/plaintext");
            browser.await("document.body.innerText.includes('Hello')");
            browser.value(LISTEN + "listen('before')");
            browser.await("streams.before.data.length == 1");
            redis.kill();
            browser.await("streams.before.errors > 0");
            browser.value("listen('meanwhile')");
            // The first error is the end of the stream, the second that of a refusal.
            browser.await("streams.before.errors > 1 && streams.meanwhile.errors > 0");
            assertEquals(
                    "true",
                    browser.value("Object.values(streams).every(s => s.source.readyState != EventSource.CLOSED)"));
            redis.run();
            publish(server.port(), "second");
            browser.await("streams.before.data.length > 1 && streams.meanwhile.data.length > 1");
            assertEquals("first,second", browser.value("streams.before.data.join()"));
            assertEquals("first,second", browser.value("streams.meanwhile.data.join()"));
        }
    }
}
