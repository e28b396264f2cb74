package io.oneport.server.blackbox.topics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.server.blackbox.Bytes;
import io.oneport.server.blackbox.Frames;
import io.oneport.server.blackbox.HttpAnswer;
import io.oneport.server.blackbox.RawSocket;
import io.oneport.server.blackbox.Request;
import io.oneport.server.blackbox.ServerFrame;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code oneport.v1.json} on /ws and on topics, and the WebSockets of topics without it. */
class JsonSocketTest extends TopicsTest {
    @Override
    String[] flags() {
        return new String[] {"--max-message=1000B"};
    }

    private JsonSocket open() throws Exception {
        return JsonSocket.open(port());
    }

    @Test
    void everyCommandHasItsAnswer() throws Exception {
        String topic = newTopic();
        try (JsonSocket socket = open()) {
            String position = socket.subscribe(topic, null);
            assertEquals(0, offset(position));
            socket.send("{'type':'publish','id':3,'topic':'" + topic + "','data':'hello'}");
            Json first = socket.next();
            Json second = socket.next();
            Json published = first.get("type").equals("published") ? first : second;
            Json message = first == published ? second : first;
            assertEquals(
                    Set.of("type", "re", "topic", "id", "subscribers"),
                    published.members().keySet());
            assertEquals(3L, published.number("re"));
            assertEquals(1, published.number("subscribers"));
            assertEquals(moved(position, 1), published.get("id"));
            assertEquals(
                    Set.of("type", "topic", "id", "time", "data"),
                    message.members().keySet());
            assertEquals(published.get("id"), message.get("id"));
            socket.send("{'type':'unsubscribe','id':4,'topic':'" + topic + "'}");
            Json unsubscribed = socket.expect("unsubscribed");
            assertEquals(Set.of("type", "re", "topic"), unsubscribed.members().keySet());
            assertEquals(4L, unsubscribed.number("re"));
            socket.send("{'type':'ping','id':5}");
            Json pong = socket.expect("pong");
            assertEquals(Set.of("type", "re"), pong.members().keySet());
            assertEquals(5L, pong.number("re"));
        }
    }

    @Test
    void aSubscriberGetsHistoryThenWhatComes() throws Exception {
        String topic = newTopic();
        String[] ids = publishMany(topic, 3);
        try (JsonSocket socket = open()) {
            assertEquals(ids[0], socket.subscribe(topic, ids[0]));
            assertEquals(ids[1], socket.expectMessage("m2").get("id"));
            socket.expectMessage("m3");
            publish(topic, "m4");
            socket.expectMessage("m4");
        }
        try (JsonSocket socket = open()) {
            assertEquals(moved(ids[0], -1), socket.subscribe(topic, "all"));
            socket.expectMessage("m1");
        }
        try (JsonSocket socket = open()) {
            socket.subscribe(topic, "10m");
            socket.expectMessage("m1");
        }
        try (JsonSocket socket = open()) {
            assertEquals(moved(ids[2], 1), socket.subscribe(topic, null));
            socket.expectQuiet();
        }
    }

    @Test
    void publishTakesAllThatTheHeadersCan() throws Exception {
        String topic = newTopic();
        try (JsonSocket socket = open()) {
            String publish = "{'type':'publish','id':'p','topic':'" + topic
                    + "','base64':'AP8=','contentType':'a/b','event':'e','ttl':'10m','key':'k'}";
            String id = socket.send(publish).expect("published").get("id");
            Json again = socket.send(publish).expect("published");
            assertEquals(id, again.get("id"));
            assertEquals(true, again.members().get("duplicate"));
            assertFalse(again.has("subscribers"), again::toString);
            socket.send("{'type':'publish','id':'q','topic':'" + topic + "','data':'fleeting','ttl':0}")
                    .expect("published");
        }
        Json message = only(page("/t/" + topic));
        assertEquals("AP8=", message.get("base64"));
        assertEquals("a/b", message.get("contentType"));
        assertEquals("e", message.get("event"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "7", "-3", "9007199254740993", "'text'", "'κόσμε \\u0022'", "''"})
    void idsComeBackAsTheyWere(String id) throws Exception {
        try (JsonSocket socket = open()) {
            socket.send("{'type':'ping','id':" + id + "}");
            String expected = "\"re\":" + id.replace('\'', '"').replace("\\u0022", "\\\"");
            String answer = socket.wire().message().text();
            if (id.equals("''")) {
                assertTrue(answer.contains(expected) || answer.contains("bad-command"), answer);
            } else {
                assertTrue(answer.contains(expected), answer);
            }
        }
    }

    @Test
    void anIdMayHave64Characters() throws Exception {
        try (JsonSocket socket = open()) {
            String id = "i".repeat(64);
            assertEquals(
                    id,
                    socket.send("{'type':'ping','id':'" + id + "'}")
                            .expect("pong")
                            .get("re"));
            socket.send("{'type':'ping','id':'" + id + "i'}").expectError("bad-command", null);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "",
                "{",
                "[]",
                "7",
                "'ping'",
                "null",
                "{'type':'ping','id':1}x",
                "{'type':'ping','id':1,}",
                "{'type':'ping','id':01}"
            })
    void whatIsNoJsonObjectIsBadJson(String text) throws Exception {
        try (JsonSocket socket = open()) {
            Json error = socket.send(text).expect("error");
            assertEquals("bad-json", error.get("error"), error::toString);
            assertTrue(error.has("offset"), error::toString);
            assertTrue(error.number("offset") <= text.length(), error::toString);
            socket.expectQuiet();
        }
    }

    @Test
    void badJsonSaysTheByteWhereItWentWrong() throws Exception {
        try (JsonSocket socket = open()) {
            long offset = socket.send("{'type':'ping' 'id':1}").expect("error").number("offset");
            assertTrue(offset >= 14 && offset <= 16, "near 15: " + offset);
            offset = socket.send("{'type':'κόσμε' 'id':1}").expect("error").number("offset");
            assertTrue(offset >= 20 && offset <= 23, "in bytes, near 21: " + offset);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'dance','id':9}",
                "{'id':9}",
                "{'type':7,'id':9}",
                "{'id':9,'type':'subscribe'}",
                "{'id':9,'type':'subscribe','topic':7}",
                "{'id':9,'type':'subscribe','topic':'a','since':7}",
                "{'id':9,'type':'subscribe','topic':'a','colour':'red'}",
                "{'id':9,'type':'publish','topic':'a'}",
                "{'id':9,'type':'publish','topic':'a','data':7}",
                "{'id':9,'type':'publish','topic':'a','data':null}",
                "{'id':9,'type':'publish','topic':'a','data':{}}",
                "{'id':9,'type':'publish','topic':'a','data':'x','base64':'AA=='}",
                "{'id':9,'type':'publish','topic':'a','base64':'not base64!'}",
                "{'id':9,'type':'publish','topic':'a','data':'x','ttl':'soon'}",
                "{'id':9,'type':'publish','topic':'a','data':'x','ttl':-1}",
                "{'id':9,'type':'publish','topic':'a','data':'x','event':'a\\nb'}",
                "{'id':9,'type':'publish','topic':'a','data':'x','event':''}",
                "{'id':9,'type':'publish','topic':'a','data':'x','key':''}",
                "{'id':9,'type':'unsubscribe'}",
                "{'id':9,'type':'ping','topic':'a'}"
            })
    void aBadCommandIsAnsweredWithItsId(String command) throws Exception {
        try (JsonSocket socket = open()) {
            socket.send(command).expectError("bad-command", "9");
            socket.expectQuiet();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'ping'}",
                "{'type':'ping','id':true}",
                "{'type':'ping','id':null}",
                "{'type':'ping','id':{}}",
                "{'type':'ping','id':1.5}"
            })
    void withoutAnIdThereIsNoRe(String command) throws Exception {
        try (JsonSocket socket = open()) {
            socket.send(command).expectError("bad-command", null);
            socket.expectQuiet();
        }
    }

    @Test
    void everyOtherErrorAndTheSocketLivesOn() throws Exception {
        String topic = newTopic();
        try (JsonSocket socket = open()) {
            for (String bad : List.of("", "a b", ".", "..", "a,b", "é", "x".repeat(129))) {
                socket.send("{'type':'subscribe','id':1,'topic':'" + bad + "'}").expectError("bad-topic", "1");
                socket.send("{'type':'publish','id':2,'topic':'" + bad + "','data':'x'}")
                        .expectError("bad-topic", "2");
            }
            for (String bad : List.of("", "x", "5", "a.b", "-1s", "zz.1,zz.2")) {
                socket.send("{'type':'subscribe','id':3,'topic':'" + topic + "','since':'" + bad + "'}")
                        .expectError("bad-since", "3");
            }
            socket.send("{'type':'unsubscribe','id':4,'topic':'" + topic + "'}").expectError("not-subscribed", "4");
            socket.subscribe(topic, null);
            socket.send("{'type':'subscribe','id':5,'topic':'" + topic + "'}").expectError("already-subscribed", "5");
            publish(topic, "lives");
            socket.expectMessage("lives");
            socket.send("{'type':'unsubscribe','id':6,'topic':'" + topic + "'}").expect("unsubscribed");
            socket.send("{'type':'unsubscribe','id':7,'topic':'" + topic + "'}").expectError("not-subscribed", "7");
            socket.subscribe(topic, null);
            socket.expectQuiet();
        }
    }

    @Test
    void dataOfMaxMessageBytesFitsAndOneMoreIsTooLarge() throws Exception {
        String topic = newTopic();
        try (JsonSocket socket = open()) {
            String head = "{'type':'publish','id':1,'topic':'" + topic + "','data':'";
            socket.send(head + "x".repeat(1000) + "'}").expect("published");
            socket.send(head + "x".repeat(1001) + "'}").expectError("too-large", "1");
            socket.expectQuiet();
        }
    }

    @Test
    void aTopicsSocketTakesWhatTheOtherTakes() throws Exception {
        String topic = newTopic();
        try (JsonSocket socket = JsonSocket.open(port(), "/t/" + topic)) {
            socket.expect("subscribed");
            String head = "{'type':'publish','id':1,'topic':'" + topic + "','data':'";
            socket.send(head + "\\u0078".repeat(1000) + "'}");
            assertEquals(
                    Set.of("published", "message"),
                    Set.of(socket.next().get("type"), socket.next().get("type")));
            socket.send(head + "x".repeat(1001) + "'}").expectError("too-large", "1");
        }
    }

    @Test
    void aBinaryFrameIsAnError() throws Exception {
        try (JsonSocket socket = open()) {
            socket.wire().send(Frames.binary(Bytes.utf8("{\"type\":\"ping\",\"id\":1}")));
            socket.expect("error");
            socket.expectQuiet();
        }
    }

    @Test
    void behindUnsubscribedNothingComes() throws Exception {
        String topic = newTopic();
        try (JsonSocket socket = open();
                JsonSocket publisher = open()) {
            for (int round = 0; round < 20; round++) {
                socket.subscribe(topic, null);
                StringBuilder sent = new StringBuilder();
                for (int i = 0; i < 50; i++) {
                    publisher.send("{'type':'publish','id':" + i + ",'topic':'" + topic + "','data':'x'}");
                    sent.append('x');
                    if (i == 25) {
                        socket.send("{'type':'unsubscribe','id':'u','topic':'" + topic + "'}");
                    }
                }
                for (int i = 0; i < sent.length(); i++) {
                    publisher.expect("published");
                }
                while (!socket.next().get("type").equals("unsubscribed")) {
                    // Messages from before.
                }
                socket.expectQuiet();
            }
        }
    }

    @Test
    void commandsThatAreSentAtOnceAreAllAnswered() throws Exception {
        for (int round = 0; round < 10; round++) {
            String topic = newTopic();
            try (JsonSocket socket = open()) {
                String name = "'topic':'" + topic + "'}";
                socket.send("{'type':'subscribe','id':1," + name);
                socket.send("{'type':'unsubscribe','id':2," + name);
                socket.send("{'type':'subscribe','id':3," + name);
                socket.send("{'type':'ping','id':4}");
                List<String> answers = new ArrayList<>();
                try {
                    socket.wire().readLimit(20_000);
                    while (answers.size() < 4) {
                        Json json = socket.next();
                        answers.add(json.get("re") + " " + json.get("type"));
                    }
                } catch (SocketTimeoutException e) {
                    answers.add("and no more");
                }
                assertEquals(
                        Set.of("1 subscribed", "2 unsubscribed", "3 subscribed", "4 pong"),
                        Set.copyOf(answers),
                        answers::toString);
            }
        }
    }

    @Test
    void aHundredTopicsAndNotOneMore() throws Exception {
        String prefix = newTopic() + ".";
        try (JsonSocket socket = open()) {
            for (int i = 0; i < 100; i++) {
                socket.subscribe(prefix + i, null);
            }
            socket.send("{'type':'subscribe','id':'more','topic':'" + prefix + "100'}")
                    .expectError("too-many-topics", "more");
            socket.send("{'type':'unsubscribe','id':1,'topic':'" + prefix + "7'}")
                    .expect("unsubscribed");
            socket.subscribe(prefix + "100", null);
            publish(prefix + "100", "in the last");
            socket.expectMessage("in the last");
            publish(prefix + "7", "nobody hears");
            socket.expectQuiet();
        }
    }

    @Test
    void itsSubprotocolIsAssumedIfNoneIsOffered() throws Exception {
        try (RawSocket wire = connect()) {
            HttpAnswer answer = wire.webSocket("/ws");
            assertFalse(answer.has("Sec-WebSocket-Protocol"), "a client that offers none must not get one");
            new JsonSocket(wire).expectQuiet();
        }
    }

    @Test
    void itsSubprotocolIsChosenAmongOthers() throws Exception {
        try (RawSocket wire = connect()) {
            HttpAnswer answer = wire.webSocket("/ws", "chat", JsonSocket.SUBPROTOCOL, "other");
            assertEquals(JsonSocket.SUBPROTOCOL, answer.header("Sec-WebSocket-Protocol"));
            new JsonSocket(wire).expectQuiet();
        }
    }

    @Test
    void anotherSubprotocolAloneIsRefused() throws Exception {
        refused(400, Request.upgrade("/ws").with("Sec-WebSocket-Protocol: chat"));
        refused(426, Request.get("/ws"));
    }

    @Test
    void aTopicsSocketIsSubscribedAlready() throws Exception {
        String a = newTopic();
        String b = newTopic();
        publish(a, "in a");
        publish(b, "in b");
        try (JsonSocket socket = JsonSocket.open(port(), "/t/" + a + "," + b + "/ws?since=all")) {
            Set<String> both = new HashSet<>();
            for (int i = 0; i < 2; i++) {
                // For each topic, in any order: that it has begun, and then what was in it.
                assertNull(socket.expect("subscribed").get("re"));
                both.add(socket.expect("message").get("data"));
            }
            assertEquals(Set.of("in a", "in b"), both);
            socket.send("{'type':'subscribe','id':1,'topic':'" + a + "'}").expectError("already-subscribed", "1");
            socket.send("{'type':'unsubscribe','id':2,'topic':'" + b + "'}").expect("unsubscribed");
            publish(b, "not heard");
            publish(a, "heard");
            socket.expectMessage("heard");
            socket.subscribe(newTopic(), null);
        }
    }

    @Test
    void framesOfATopicAreItsMessages() throws Exception {
        String topic = newTopic();
        try (RawSocket reader = connect();
                RawSocket writer = connect()) {
            reader.webSocket("/t/" + topic + "/ws?since=all");
            writer.webSocket("/t/" + topic);
            writer.send(Frames.text("a text"), Frames.binary(Bytes.utf8("bytes")), Frames.text(""));
            for (RawSocket wire : List.of(reader, writer)) {
                assertFrame(Frames.TEXT, "a text", wire.message());
                assertFrame(Frames.BINARY, "bytes", wire.message());
                assertFrame(Frames.TEXT, "", wire.message());
            }
            publish(topic, "posted");
            assertFrame(Frames.TEXT, "posted", reader.message());
        }
        List<Json> messages = page("/t/" + topic).list("messages");
        assertEquals("a text", messages.get(0).get("data"));
        assertEquals("Ynl0ZXM=", messages.get(1).get("base64"), "a binary frame is binary, even if it is UTF-8");
    }

    private static void assertFrame(int opcode, String text, ServerFrame frame) {
        assertEquals(opcode, frame.opcode(), frame::toString);
        assertEquals(text, frame.text());
    }

    @Test
    void sendingToSeveralTopicsIsAViolation() throws Exception {
        String a = newTopic();
        try (RawSocket wire = connect()) {
            wire.webSocket("/t/" + a + "," + newTopic());
            publish(a, "x");
            assertEquals("x", wire.message().text());
            wire.send(Frames.text("to whom?"));
            wire.expectClose(1008);
        }
        assertEquals(List.of("x"), data(page("/t/" + a)));
    }

    @Test
    void aBadUpgradeOfATopicIsRefused() throws Exception {
        refused(400, Request.upgrade("/t/a%20b"));
        refused(400, Request.upgrade("/t/a?since=x"));
        refused(403, Request.upgrade("/t/a").with("Origin: https://elsewhere.example"));
        refused(403, Request.upgrade("/ws").with("Origin: https://elsewhere.example"));
    }

    /** A topic or position there would be forgotten in silence. */
    @ParameterizedTest
    @ValueSource(strings = {"?topic=a", "?since=all", "?lastEventId=x"})
    void theSocketOfManyTopicsTakesNoParameters(String query) throws Exception {
        refused(400, Request.upgrade("/ws" + query));
    }

    @Test
    void aFrameOverMaxMessageIsClosed() throws Exception {
        try (RawSocket wire = connect()) {
            wire.webSocket("/t/" + newTopic());
            wire.send(Frames.text("x".repeat(1001)));
            wire.expectClose(1009);
        }
    }
}
