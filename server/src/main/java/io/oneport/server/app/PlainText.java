package io.oneport.server.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Refuses arguments and variables whose bytes are no text here. The JVM decodes them with the locale's encoding and puts
 * U+FFFD or, for arguments in the C locale, {@code ?} in place of what it can't decode: the server would then use another
 * text than the one that was given.
 */
final class PlainText {
    private static final char REPLACEMENT = '\uFFFD';
    private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

    private PlainText() {}

    /**
     * Checks both.
     *
     * @throws UsageException if the bytes of an argument or of an {@code ONEPORT_} variable are no text
     */
    static void check(String[] args, Map<String, String> environment) throws UsageException {
        List<byte[]> raw = rawArguments(args.length);
        for (int i = 0; i < args.length; i++) {
            // A question mark may stand for a byte that could not be decoded; only the bytes themselves tell.
            boolean lost = args[i].indexOf('?') >= 0 && i < raw.size() && !isAscii(raw.get(i)) && isAscii(args[i]);
            if (lost || hasLoss(args[i])) {
                throw refusal("argument " + (i + 1), args[i]);
            }
        }
        for (Map.Entry<String, String> variable : new TreeMap<>(environment).entrySet()) {
            if (variable.getKey().startsWith("ONEPORT_") && hasLoss(variable.getKey() + variable.getValue())) {
                throw refusal("environment " + variable.getKey(), variable.getValue());
            }
        }
    }

    private static UsageException refusal(String place, String value) {
        String shown = value.codePoints()
                .map(c -> c >= 0xD800 && c <= 0xDFFF || c == REPLACEMENT ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return new UsageException(place + ": " + shown + " (expected: text in the encoding of the locale, "
                + System.getProperty("sun.jnu.encoding") + "; for UTF-8, set LC_ALL=C.UTF-8)");
    }

    private static boolean hasLoss(String text) {
        return text.codePoints().anyMatch(c -> c == REPLACEMENT || c >= 0xD800 && c <= 0xDFFF);
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    private static boolean isAscii(byte[] bytes) {
        for (byte b : bytes) {
            if (b < 0) {
                return false;
            }
        }
        return true;
    }

    /** The last arguments of this process as bytes; empty where the system does not show them. */
    private static List<byte[]> rawArguments(int count) {
        String[] all;
        try {
            // Latin-1 keeps each byte as it is.
            all = new String(Files.readAllBytes(COMMAND_LINE), StandardCharsets.ISO_8859_1).split("\0", -1);
        } catch (IOException | SecurityException e) {
            return List.of();
        }
        List<byte[]> last = new ArrayList<>();
        for (int i = Math.max(0, all.length - 1 - count); i < all.length - 1; i++) { // each ends with NUL
            last.add(all[i].getBytes(StandardCharsets.ISO_8859_1));
        }
        return last.size() == count ? last : List.of();
    }
}
