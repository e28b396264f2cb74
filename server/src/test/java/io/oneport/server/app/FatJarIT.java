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
        // The HTTP codec can speak TLS and send files through netty-handler; the server does neither. Nimbus can use
        // two
        // other libraries for what the JDK does here, too.
        assertEquals(
                List.of(),
                JarReferences.missing(
                        JAR,
                        "io.netty.handler.ssl.",
                        "io.netty.handler.stream.",
                        "org.bouncycastle.",
                        "com.google.crypto.tink."),
                "add it to artifactSet in the POM");
    }

    @Test
    void theCheckSeesAReferenceThatNothingResolves() {
        Path bare = Path.of("target", "original-oneport-server.jar");
        List<String> missing = JarReferences.missing(bare, "io.netty.handler.ssl.", "io.netty.handler.stream.");
        assertTrue(
                missing.stream().anyMatch(reference -> reference.contains("-> io.netty.channel.")), missing::toString);
    }
}
