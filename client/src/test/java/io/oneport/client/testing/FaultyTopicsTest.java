package io.oneport.client.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Topics: how messages reach their readers when nothing is wrong, and that each delivery can come to harm. */
class FaultyTopicsTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static HttpRequest.Builder request(FaultyServer server, String topic) {
        return HttpRequest.newBuilder(URI.create(server.url() + "/t/" + topic)).timeout(Duration.ofSeconds(20));
    }

    private static String post(FaultyServer server, String topic, byte[] body) throws Exception {
        HttpResponse<String> answer = CLIENT.send(
                request(server, topic)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return answer.statusCode() + " " + answer.body();
    }

    private static String post(FaultyServer server, String topic, String body) throws Exception {
        return post(server, topic, body.getBytes(StandardCharsets.UTF_8));
    }

    /** An event stream whose lines are read one by one. */
    private static BufferedReader events(FaultyServer server, String topic) throws Exception {
        HttpResponse<InputStream> answer = CLIENT.send(
                request(server, topic).header("Accept", "text/event-stream").build(),
                HttpResponse.BodyHandlers.ofInputStream());
        assertEquals(
                "text/event-stream", answer.headers().firstValue("content-type").orElseThrow());
        return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
    }

    private static List<String> lines(BufferedReader events, int count) throws Exception {
        List<String> lines = new ArrayList<>();
        while (lines.size() < count) {
            lines.add(events.readLine());
        }
        return lines;
    }

    @Test
    void everyReaderOfATopicGetsWhatIsPublishedAndTheOnePublishingToo() throws Exception {
        try (FaultyServer server = new FaultyServer(new Fault.None());
                JdkSocket one = new JdkSocket(server, "/t/news");
                JdkSocket two = new JdkSocket(server, "/t/news");
                JdkSocket elsewhere = new JdkSocket(server, "/t/weather")) {
            one.send("a");
            assertEquals("a", one.next());
            assertEquals("a", two.next());
            two.sendBinary("00ff");
            assertEquals("0x00ff", one.next());
            assertEquals("0x00ff", two.next());
            assertEquals("201 {\"topic\":\"news\",\"id\":\"e.3\",\"subscribers\":2}", post(server, "news", "ö"));
            assertEquals("ö", one.next());
            assertEquals("ö", two.next());
            assertEquals(
                    "201 {\"topic\":\"weather\",\"id\":\"e.1\",\"subscribers\":1}",
                    post(server, "weather", new byte[] {(byte) 0xff}));
            assertEquals("0xff", elsewhere.next());
            assertEquals(4, server.counts().received());
            assertEquals(7, server.counts().sent());
            assertEquals(0, server.counts().faults());
        }
    }

    @Test
    void aReaderThatHasLeftCountsNoMore() throws Exception {
        try (FaultyServer server = new FaultyServer(new Fault.None());
                JdkSocket one = new JdkSocket(server, "/t/news");
                JdkSocket two = new JdkSocket(server, "/t/news")) {
            assertEquals(List.of(), one.leave());
            two.send("a");
            assertEquals("a", two.next());
            assertEquals("201 {\"topic\":\"news\",\"id\":\"e.2\",\"subscribers\":1}", post(server, "news", "b"));
            assertEquals("201 {\"topic\":\"none\",\"id\":\"e.1\",\"subscribers\":0}", post(server, "none", "c"));
            assertEquals(2, server.counts().sent());
        }
    }

    @Test
    void eventStreamsBeginBehindWhatThereWas() throws Exception {
        try (FaultyServer server = new FaultyServer(new Fault.None())) {
            post(server, "news", "before");
            try (BufferedReader events = events(server, "news")) {
                assertEquals(List.of("id: e.1", ""), lines(events, 2));
                post(server, "news", "two\nlines");
                assertEquals(List.of("id: e.2", "data: two", "data: lines", ""), lines(events, 4));
                post(server, "news", new byte[] {(byte) 0xff, 0});
                assertEquals(
                        List.of("id: e.3", "data: data:application/octet-stream;base64,/wA=", ""), lines(events, 3));
            }
        }
    }

    /** Each of the two readers is a delivery: with every third dropped, it is now the one and then the other. */
    @Test
    void eachDeliveryCanComeToHarm() throws Exception {
        try (FaultyServer server = new FaultyServer(Fault.parse("drop:3"));
                JdkSocket socket = new JdkSocket(server, "/t/news");
                BufferedReader events = events(server, "news")) {
            assertEquals(List.of("id: e.0", ""), lines(events, 2));
            for (String text : List.of("a", "b", "c", "d")) {
                post(server, "news", text);
            }
            assertEquals(List.of("a", "c", "d"), socket.next(3));
            assertEquals(List.of("id: e.1", "data: a", "", "id: e.2", "data: b", ""), lines(events, 6));
            assertEquals(List.of("id: e.4", "data: d", ""), lines(events, 3));
            assertEquals(4, server.counts().received());
            assertEquals(6, server.counts().sent());
            assertEquals(2, server.counts().faults());
        }
    }

    @Test
    void eventsAreReorderedAndDuplicated() throws Exception {
        try (FaultyServer server = new FaultyServer(Fault.parse("reorder:2"));
                BufferedReader events = events(server, "news")) {
            lines(events, 2);
            for (String text : List.of("a", "b", "c")) {
                post(server, "news", text);
            }
            assertEquals(
                    List.of("id: e.1", "data: a", "", "id: e.3", "data: c", "", "id: e.2", "data: b", ""),
                    lines(events, 9));
            assertEquals(1, server.counts().faults());
        }
        try (FaultyServer server = new FaultyServer(Fault.parse("duplicate:1"));
                BufferedReader events = events(server, "news")) {
            lines(events, 2);
            post(server, "news", "a");
            assertEquals(List.of("id: e.1", "data: a", "", "id: e.1", "data: a", ""), lines(events, 6));
            assertEquals(2, server.counts().sent());
        }
    }
}
