package io.oneport.server.features.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings parts of files into the system's memory, without copying them into ours. Any thread but an event loop. */
final class ReadAhead {
    private static final Logger log = LoggerFactory.getLogger(ReadAhead.class);

    /** Where the system can send a file to: on Linux that reads each page, and copies none. */
    private static final @Nullable FileChannel NOWHERE = nowhere();

    private ReadAhead() {}

    private static @Nullable FileChannel nowhere() {
        try {
            return FileChannel.open(Path.of("/dev/null"), StandardOpenOption.WRITE);
        } catch (IOException | RuntimeException e) {
            log.debug("No /dev/null", e);
            return null;
        }
    }

    /** Opens what is needed, while there are descriptors for it. */
    static void prepare() {
        if (NOWHERE == null) {
            log.info("Files are not read ahead: this system has no /dev/null");
        }
    }

    /** Returns when the bytes are in memory, or can't be read: whoever reads them next will find out why. */
    static void into(FileChannel file, long offset, long count) {
        if (NOWHERE == null) {
            return;
        }
        try {
            long read = 0;
            long more = 1;
            while (read < count && more > 0) {
                more = file.transferTo(offset + read, count - read, NOWHERE);
                read += more;
            }
        } catch (IOException | RuntimeException e) {
            log.debug("Reading ahead failed", e);
        }
    }
}
