package io.oneport.server.broker.contract;

import io.oneport.server.broker.Broker;
import io.oneport.server.broker.TopicSettings;
import io.oneport.server.broker.log.LogBroker;
import io.oneport.server.broker.log.LogException;
import io.oneport.server.broker.log.LogSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** The broker that writes messages to a disk. */
class LogContractTest extends LastingBrokerContract {
    @TempDir
    private Path temporary;

    @Override
    protected LastingBrokerFixture fixture() {
        return new Logged(temporary);
    }

    private static final class Logged implements LastingBrokerFixture {
        private final Path log;
        private final Path copy;
        private final long begun = System.currentTimeMillis();
        private LogBroker broker;

        private Logged(Path temporary) {
            this.log = temporary.resolve("log");
            this.copy = temporary.resolve("copy");
        }

        @Override
        public Broker open(int node, List<Executor> workers, TopicSettings settings, LongSupplier elapsedMillis) {
            close();
            try {
                long origin = begun - elapsedMillis.getAsLong();
                broker = LogBroker.open(
                        new LogSettings(log, true, 1 << 16),
                        settings,
                        workers,
                        () -> origin + elapsedMillis.getAsLong(),
                        elapsedMillis);
                return broker;
            } catch (LogException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void restart() {
            close();
        }

        @Override
        public void snapshot() throws IOException {
            delete(copy);
            copy(log, copy);
        }

        @Override
        public void restartFromSnapshot() throws IOException {
            restartEmpty();
            copy(copy, log);
            Files.createFile(log.resolve("restored"));
        }

        @Override
        public void restartEmpty() throws IOException {
            close();
            delete(log);
        }

        private static void copy(Path from, Path to) throws IOException {
            Files.createDirectories(to);
            for (Path file : files(from)) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }

        private static void delete(Path directory) throws IOException {
            for (Path file : files(directory)) {
                Files.delete(file);
            }
        }

        private static List<Path> files(Path directory) throws IOException {
            if (!Files.exists(directory)) {
                return List.of();
            }
            try (Stream<Path> files = Files.list(directory)) {
                return files.toList();
            }
        }

        @Override
        public void close() {
            if (broker != null) {
                broker.close();
                broker = null;
            }
        }
    }
}
