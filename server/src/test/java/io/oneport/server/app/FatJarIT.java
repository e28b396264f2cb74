package io.oneport.server.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.testing.JarReferences;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The jar contains what its classes need: tests run on the whole classpath and would not notice. */
class FatJarIT {
    private static final Path JAR = Path.of("target", "oneport-server.jar");

    @Test
    void everyClassThatIsNamedIsInTheJarOrTheJdk() {
        // What netty-handler, Nimbus, Lettuce, Reactor and Micrometer can use, and the server does not.
        assertEquals(
                List.of(),
                JarReferences.missing(
                        JAR,
                        "io.netty.pkitesting.",
                        "org.bouncycastle.",
                        "org.conscrypt.",
                        "com.google.crypto.tink.",
                        "com.fasterxml.jackson.", // JSON of Redis Stack
                        "io.micrometer.common.KeyValue",
                        "io.micrometer.common.docs.",
                        "io.micrometer.context.",
                        "io.micrometer.core.instrument.Metrics",
                        "io.micrometer.core.instrument.binder.jvm.ExecutorServiceMetrics",
                        "io.micrometer.core.instrument.composite.",
                        "io.micrometer.observation.",
                        "io.micrometer.tracing.",
                        "io.prometheus.metrics.tracer.initializer.",
                        "javax.annotation.",
                        "io.netty.channel.kqueue.",
                        "kotlin.",
                        "kotlinx.",
                        "org.HdrHistogram.",
                        "org.LatencyUtils."),
                "add it to artifactSet in the POM");
    }

    @Test
    void theCheckSeesAReferenceThatNothingResolves() {
        Path bare = Path.of("target", "original-oneport-server.jar");
        List<String> missing =
                JarReferences.missing(bare, "io.netty.pkitesting.", "org.bouncycastle.", "org.conscrypt.");
        assertTrue(
                missing.stream().anyMatch(reference -> reference.contains("-> io.netty.channel.")), missing::toString);
    }
}
