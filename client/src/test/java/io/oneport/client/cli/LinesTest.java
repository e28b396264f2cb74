package io.oneport.client.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LinesTest {
    private static final int MAX = 5;

    private static List<String> read(String input) throws IOException {
        Lines lines = new Lines(new ByteArrayInputStream(input.getBytes(StandardCharsets.ISO_8859_1)), MAX);
        List<String> read = new ArrayList<>();
        for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
            read.add(new String(line.get(), StandardCharsets.ISO_8859_1));
        }
        return read;
    }

    @Test
    void aLineEndsWithALineFeedOrWithTheInput() throws IOException {
        assertEquals(List.of(), read(""));
        assertEquals(List.of("a", "", "bc"), read("a\n\nbc\n"));
        assertEquals(List.of("a", "bc"), read("a\nbc"));
        assertEquals(List.of("a\r"), read("a\r\n"));
    }

    @Test
    void bytesStayAsTheyAre() throws IOException {
        byte[] bytes = {0, (byte) 0xff, (byte) 0xc3};
        assertArrayEquals(
                bytes, new Lines(new ByteArrayInputStream(bytes), MAX).next().orElseThrow());
    }

    @Test
    void theLongestLinePassesAndALongerOneIsRefused() throws IOException {
        assertEquals(List.of("12345", "12345"), read("12345\n12345"));
        String message =
                assertThrows(LocalFailure.class, () -> read("ok\n123456\n")).getMessage();
        assertTrue(message.startsWith("standard input: a line is longer than 5B"), message);
    }
}
