package io.oneport.client.testing;

import java.nio.file.Files;
import java.nio.file.Path;

/** The two programs as they are handed out. For integration tests, which run when both have been packaged. */
public final class Jars {
    /** Maven says where the module is; elsewhere it is where the tests were started. */
    private static final Path MODULE = Path.of(System.getProperty("basedir", ""));

    private Jars() {}

    public static Path client() {
        return built(MODULE.resolve("target/oneport-client.jar"));
    }

    public static Path server() {
        return built(MODULE.resolveSibling("server").resolve("target/oneport-server.jar"));
    }

    private static Path built(Path jar) {
        Path absolute = jar.toAbsolutePath().normalize();
        if (!Files.isRegularFile(absolute)) {
            throw new IllegalStateException(
                    absolute + ": missing (expected: a jar, built by mvn -DskipTests package in the project's root)");
        }
        return absolute;
    }
}
