package io.oneport.server.log;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;

/**
 * The encoding of what the process prints: the locale's, or UTF-8 where a locale has none ({@code LC_ALL=C}, as in
 * containers and under cron): there every letter beyond ASCII would be a question mark. Any thread.
 */
public final class OutputCharset {
    private static final int BUFFER_BYTES = 8192;

    private OutputCharset() {}

    /** The encoding. */
    public static Charset get() {
        Charset ofLocale = ofLocale();
        return ofLocale.equals(StandardCharsets.US_ASCII) ? StandardCharsets.UTF_8 : ofLocale;
    }

    /** Has standard output and standard error use it. Before anything is printed. */
    public static void apply() {
        if (ofLocale().equals(StandardCharsets.US_ASCII)) {
            System.setOut(stream(FileDescriptor.out));
            System.setErr(stream(FileDescriptor.err));
        }
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(
                new BufferedOutputStream(new FileOutputStream(descriptor), BUFFER_BYTES), true, StandardCharsets.UTF_8);
    }

    private static Charset ofLocale() {
        try {
            return Charset.forName(System.getProperty("native.encoding", "UTF-8"));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return Charset.defaultCharset();
        }
    }
}
