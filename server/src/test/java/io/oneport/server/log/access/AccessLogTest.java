package io.oneport.server.log.access;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.testing.Needs;
import java.io.FileInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AccessLogTest {
    private static final int WORKERS = 4;
    private static final int LINES = 20_000;

    @TempDir
    Path folder;

    private AccessSettings settings(int sample, int bufferBytes) {
        String file = folder.resolve("access.log").toString();
        return new AccessSettings(file, AccessFormat.COMMON, sample, bufferBytes, Set.of());
    }

    private static AccessEntry entry(String target, int status) {
        return new AccessEntry(0, 0, null, null, "GET", target, "HTTP/1.1", status, 0, null, null, "id", 1, 1, null);
    }

    private List<String> targets(String file) throws Exception {
        return Files.readAllLines(folder.resolve(file)).stream()
                .map(line -> line.split("\"")[1].split(" ")[1])
                .toList();
    }

    /** Lines of all lengths, so many that each worker's buffers change hands and are used again many times. */
    @Test
    void everyLineOfEveryWorkerIsWrittenOnceWholeAndInOrder() throws Exception {
        AccessLog log = AccessLog.open(settings(1, 1 << 26), WORKERS);
        List<Thread> loops = IntStream.range(0, WORKERS)
                .mapToObj(worker -> new Thread(() -> {
                    AccessLogBuffer buffer = log.buffers().get(worker);
                    for (int i = 0; i < LINES; i++) {
                        buffer.add(entry(target(worker, i), 200));
                    }
                }))
                .toList();
        loops.forEach(Thread::start);
        for (Thread loop : loops) {
            loop.join();
        }
        log.close();
        int[] next = new int[WORKERS];
        for (String target : targets("access.log")) {
            int worker = target.charAt(1) - '0';
            assertEquals(target(worker, next[worker]++), target);
        }
        assertArrayEquals(new int[] {LINES, LINES, LINES, LINES}, next);
    }

    private static String target(int worker, int i) {
        return "/" + worker + "/" + i + "/" + "0123456789".repeat(i % 31);
    }

    @Test
    void whatDoesNotFitIsDroppedAndCounted() throws Exception {
        AccessLogBuffer buffer =
                new AccessLogBuffer(settings(1, 1 << 16), new SecretParameters(Set.of()), new NoWriter(), 1 << 16);
        for (int i = 0; i < 1_000; i++) {
            buffer.add(entry("/" + i, 200));
        }
        LineBuffer kept = buffer.take();
        assertTrue(kept.length() <= 1 << 15 && kept.length() > (1 << 15) - 100, "kept " + kept.length());
        assertEquals(1_000 - kept.lines(), buffer.takeDropped());
        assertEquals(0, buffer.takeDropped());
        assertNull(buffer.take());
        buffer.add(entry("/after", 200));
        assertEquals(1, buffer.take().lines());
    }

    /** Nobody empties a buffer of this one. */
    private static final class NoWriter implements AccessLogBuffer.Writer {
        @Override
        public void wake() {}

        @Override
        public void wakeAtOnce() {}
    }

    @Test
    void aSampleHasOneInNAndEveryFailure() throws Exception {
        AccessLog log = AccessLog.open(settings(10, 1 << 20), 1);
        AccessLogBuffer buffer = log.buffers().get(0);
        assertEquals(10, IntStream.range(0, 100).filter(i -> buffer.wants(200)).count());
        assertEquals(100, IntStream.range(0, 100).filter(i -> buffer.wants(404)).count());
        log.close();
    }

    /** As logrotate does it: rename, then have the server open the file again. */
    @Test
    void aRenamedFileIsOpenedAgain() throws Exception {
        AccessLog log = AccessLog.open(settings(1, 1 << 20), 1);
        AccessLogBuffer buffer = log.buffers().get(0);
        buffer.add(entry("/before", 200));
        Path file = folder.resolve("access.log");
        while (Files.size(file) == 0) {
            Thread.onSpinWait();
        }
        Files.move(file, folder.resolve("access.log.1"));
        assertEquals("opened access.log again", log.reopen());
        buffer.add(entry("/after", 200));
        log.close();
        assertEquals(List.of("/before"), targets("access.log.1"));
        assertEquals(List.of("/after"), targets("access.log"));
    }

    private static void makePipe(Path pipe) throws Exception {
        Needs.program("mkfifo", "coreutils");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    }

    /** A named pipe that nobody reads is like a disk that hangs: the log can still be opened elsewhere. */
    @Test
    void aWriteThatHangsDoesNotKeepTheFileFromBeingOpenedAgain() throws Exception {
        Path pipe = folder.resolve("access.log");
        makePipe(pipe);
        AccessLog log = AccessLog.open(settings(1, 1 << 16), 1);
        AccessLogBuffer buffer = log.buffers().get(0);
        // As long as a writer has it open, a pipe can be opened for reading at once: else that waits, maybe for ever.
        RandomAccessFile writer = new RandomAccessFile(pipe.toFile(), "rw");
        try (InputStream reader = new FileInputStream(pipe.toFile())) {
            while (reader.available() == 0 || log.dropped() == 0) {
                buffer.add(entry("/pipe", 200));
            }
            Files.move(pipe, folder.resolve("pipe"));
            log.reopen();
            writer.close();
            assertEquals('-', reader.read());
            reader.transferTo(OutputStream.nullOutputStream()); // up to where the log closes it
        }
        long dropped;
        do { // the buffer is full until its lines are taken for the new file
            dropped = log.dropped();
            buffer.add(entry("/after", 200));
        } while (log.dropped() > dropped);
        log.close();
        List<String> targets = targets("access.log");
        assertEquals("/after", targets.get(targets.size() - 1));
    }

    @Test
    void aFullDiskCostsLinesAndNothingElse() throws Exception {
        AccessSettings full = new AccessSettings("/dev/full", AccessFormat.COMMON, 1, 1 << 20, Set.of());
        AccessLog log = AccessLog.open(full, 1);
        log.buffers().get(0).add(entry("/lost", 200));
        log.close(); // must neither hang nor throw
        assertEquals(1, log.dropped());
    }

    @Test
    void aFileThatCannotBeOpenedIsNamed() {
        AccessSettings missing =
                new AccessSettings(folder + "/no/access.log", AccessFormat.COMMON, 1, 1 << 20, Set.of());
        String message = assertThrows(AccessLog.CannotOpen.class, () -> AccessLog.open(missing, 1))
                .getMessage();
        assertTrue(message.startsWith("access-log: " + folder + "/no/access.log"), message);
        assertTrue(message.endsWith("(expected: a file that can be written, or - for standard output)"), message);
    }
}
