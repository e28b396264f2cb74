package io.oneport.client.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The standard input of the process. Stateless: any thread. */
public final class StandardInput {
    private static final Path DESCRIPTOR = Path.of("/proc/self/fd/0");

    private StandardInput() {}

    /**
     * The stream. Nobody else reads it.
     *
     * @throws LocalFailure if the process was started without one ({@code <&-}): its descriptor is then that of the first
     *     file that the JVM itself has opened, and what is in that would be sent
     */
    public static InputStream open() throws LocalFailure {
        if (isOfTheJvm(DESCRIPTOR)) {
            throw new LocalFailure("standard input: closed (expected: lines to send; </dev/null for none)");
        }
        return System.in;
    }

    /** Whether a descriptor is a file of the JVM, or the program's own jar; false where the system does not say it. */
    static boolean isOfTheJvm(Path descriptor) {
        try {
            Path file = Files.readSymbolicLink(descriptor);
            Path jvm = Path.of(System.getProperty("java.home")).toRealPath();
            String jar = System.getProperty("java.class.path");
            return file.startsWith(jvm)
                    || Files.exists(Path.of(jar)) && file.equals(Path.of(jar).toRealPath());
        } catch (IOException | RuntimeException notKnown) {
            return false;
        }
    }
}
