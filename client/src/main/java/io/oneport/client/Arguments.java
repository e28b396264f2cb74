package io.oneport.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The arguments as they were typed. In a locale without an encoding ({@code LC_ALL=C}, as under cron and in containers) the
 * JVM replaces every letter that is not ASCII; where the system tells the bytes, they are read as UTF-8.
 */
final class Arguments {
    private static final char REPLACED = '\ufffd';

    private Arguments() {}

    /**
     * Repairs arguments.
     *
     * @throws IllegalArgumentException if they can't be read; the message is the line for the person
     */
    static String[] asTyped(String[] args) {
        for (String arg : args) {
            if (!isAscii(arg) && isReplaced(arg)) {
                return repaired(args);
            }
        }
        return args;
    }

    private static boolean isReplaced(String arg) {
        String encoding = String.valueOf(System.getProperty("sun.jnu.encoding"));
        return arg.indexOf(REPLACED) >= 0 || encoding.startsWith("ANSI_X3.4") || encoding.equals("US-ASCII");
    }

    static boolean isAscii(String text) {
        return text.chars().allMatch(letter -> letter < 0x80);
    }

    private static String[] repaired(String[] args) {
        try {
            return last(Files.readAllBytes(Path.of("/proc/self/cmdline")), args.length);
        } catch (IOException notTold) {
            throw new IllegalArgumentException(
                    "arguments: not ASCII (expected: a locale with UTF-8, such as LC_ALL=C.UTF-8)", notTold);
        }
    }

    /**
     * The last of a process's arguments.
     *
     * @param line each ended by a zero byte
     */
    static String[] last(byte[] line, int count) throws CharacterCodingException {
        String[] args = new String[count];
        int end = line.length - 1;
        for (int i = count - 1; i >= 0; i--) {
            int start = end;
            while (start > 0 && line[start - 1] != 0) {
                start--;
            }
            args[i] = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line, start, end - start))
                    .toString();
            end = start - 1;
        }
        return args;
    }
}
