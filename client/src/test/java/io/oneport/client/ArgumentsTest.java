package io.oneport.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ArgumentsTest {
    @Test
    void theLastOfALineAreTheProgramsOwn() throws CharacterCodingException {
        byte[] line = "java\0-jar\0x.jar\0pub\0gr\u00fc\u00dfe \ud83d\ude00\0\0".getBytes(StandardCharsets.UTF_8);
        assertArrayEquals(new String[] {"pub", "gr\u00fc\u00dfe \ud83d\ude00", ""}, Arguments.last(line, 3));
    }

    @Test
    void whatIsNotUtf8IsRefused() {
        byte[] line = {'a', 0, (byte) 0xe9, 0};
        assertThrows(CharacterCodingException.class, () -> Arguments.last(line, 1));
    }

    @Test
    void asciiIsTakenAsItIs() {
        String[] args = {"run", "http://x"};
        assertSame(args, Arguments.asTyped(args));
    }
}
