package io.oneport.server.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.server.front.ProxyHeaderFuzz;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every input of the corpus against its target: what a fuzzer has found once is tried for good. */
class FuzzCorpusTest {
    private interface Target {
        void test(byte[] input) throws Exception;
    }

    @TestFactory
    List<DynamicContainer> everyInputOfTheCorpus() throws IOException, URISyntaxException {
        return List.of(
                inputs("fuzz.SocketFuzz", SocketFuzz::fuzzerTestOneInput),
                inputs("fuzz.JsonFuzz", JsonFuzz::fuzzerTestOneInput),
                inputs("fuzz.TopicTargetFuzz", TopicTargetFuzz::fuzzerTestOneInput),
                inputs("front.ProxyHeaderFuzz", ProxyHeaderFuzz::fuzzerTestOneInput));
    }

    private static DynamicContainer inputs(String folder, Target target) throws IOException, URISyntaxException {
        Path corpus = Path.of(FuzzCorpusTest.class.getResource(folder).toURI());
        try (Stream<Path> files = Files.list(corpus)) {
            List<DynamicTest> tests = files.sorted()
                    .map(file -> DynamicTest.dynamicTest(
                            file.getFileName().toString(), () -> target.test(Files.readAllBytes(file))))
                    .toList();
            assertTrue(tests.size() >= 10, "the inputs in " + corpus);
            return DynamicContainer.dynamicContainer(folder, tests);
        }
    }
}
