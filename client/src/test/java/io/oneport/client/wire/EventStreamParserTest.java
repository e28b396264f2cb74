package io.oneport.client.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventStreamParserTest {
    private static final int MAX_BYTES = 64;

    private final List<String> events = new ArrayList<>();
    private final EventStreamParser parser = parser(events);

    private static EventStreamParser parser(List<String> events) {
        return new EventStreamParser(MAX_BYTES, new WireListener() {
            @Override
            public void message(byte[] content, int length, boolean text) {
                assertTrue(text);
                events.add(new String(content, 0, length, StandardCharsets.UTF_8));
            }
        });
    }

    private boolean read(String stream) {
        return parser.read(Unpooled.copiedBuffer(stream, StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r", "\r\n"})
    void lineEndsAreAllTheSame(String end) {
        assertTrue(read("data: one\n\nid: 7\nevent: x\ndata: two\n\n: hello\n\ndata:three\ndata\ndata:  four\n\n"
                .replace("\n", end)));
        assertEquals(List.of("one", "two", "three\n\n four"), events);
    }

    @Test
    void whatHasNoDataIsNoEvent() {
        assertTrue(read("id: 1\n\n:\n\nevent: x\n\nretry: 5\n\ndatax: no\n\n"));
        assertEquals(List.of(), events);
        assertTrue(read("data\n\n"));
        assertEquals(List.of(""), events);
    }

    @Test
    void whatIsNotEndedIsNoEventYet() {
        assertTrue(read("data: one\n"));
        assertEquals(List.of(), events);
        assertTrue(read("\n"));
        assertEquals(List.of("one"), events);
    }

    @Test
    void byteOrderMarkIsDroppedAtTheStartOnly() {
        assertTrue(read("\ufeffdata: one\n\n\ufeffdata: two\n\ndata: \ufeffthree\n\n"));
        assertEquals(List.of("one", "\ufeffthree"), events);
    }

    @Test
    void cutAnywhereItIsTheSame() {
        byte[] stream =
                "\ufeff: x\r\n\r\nid: a.1\rdata: \u00fcber\rdata: two\r\revent: e\ndata:three\n\n\r\ndata: four\r\n\r\n"
                        .getBytes(StandardCharsets.UTF_8);
        List<String> expected = List.of("\u00fcber\ntwo", "three", "four");
        for (int cut = 0; cut <= stream.length; cut++) {
            List<String> found = new ArrayList<>();
            EventStreamParser one = parser(found);
            assertTrue(one.read(Unpooled.wrappedBuffer(Arrays.copyOfRange(stream, 0, cut))));
            assertTrue(one.read(Unpooled.wrappedBuffer(Arrays.copyOfRange(stream, cut, stream.length))));
            assertEquals(expected, found, "cut at " + cut);
        }
        List<String> found = new ArrayList<>();
        EventStreamParser one = parser(found);
        for (byte value : stream) {
            ByteBuf single = Unpooled.wrappedBuffer(new byte[] {value});
            assertTrue(one.read(single));
        }
        assertEquals(expected, found, "byte by byte");
    }

    @Test
    void linesAndEventsAreBounded() {
        assertTrue(read("data: " + "x".repeat(MAX_BYTES - 6) + "\n\n"));
        assertFalse(read(":" + "x".repeat(MAX_BYTES) + "\n"));
        List<String> found = new ArrayList<>();
        String half = "data: " + "x".repeat(MAX_BYTES / 2) + "\n";
        assertFalse(parser(found).read(Unpooled.copiedBuffer(half + half, StandardCharsets.UTF_8)));
        assertEquals(List.of(), found);
    }
}
