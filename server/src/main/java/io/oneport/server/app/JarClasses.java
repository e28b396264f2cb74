package io.oneport.server.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.jar.JarFile;
import org.slf4j.LoggerFactory;

/**
 * Loads classes while the jar can still be read. The JVM reads a class when it is first used, and a jar that has been
 * overwritten since the start (a new version copied over it, a rebuild) has none to read any more.
 *
 * <p>Loads all classes of this project, and those of its libraries that {@code later-classes.txt} names: what the server
 * uses after its start, whatever is asked of it, and on its way out. An integration test overwrites the jar of a server
 * at work, and says what the list lacks.
 */
final class JarClasses {
    private static final String OURS = "io/oneport/";
    private static final String LOG = "org/apache/activemq/";
    private static final String CLASS = ".class";
    private static final String LIST = "later-classes.txt";
    private static final String ENGINE_LIST = "later-classes-engine.txt";

    private JarClasses() {}

    /**
     * Loads them; does nothing where the program does not run from a jar.
     *
     * @param log whether messages are kept in a log: then all of its library is loaded, too
     * @param engine whether they are kept in an engine
     */
    static void load(boolean log, boolean engine) {
        try {
            CodeSource source = JarClasses.class.getProtectionDomain().getCodeSource();
            URL location = source == null ? null : source.getLocation();
            if (location == null || !Files.isRegularFile(Path.of(location.toURI()))) {
                return;
            }
            try (JarFile jar = new JarFile(Path.of(location.toURI()).toFile())) {
                jar.stream()
                        .map(entry -> entry.getName())
                        .filter(name -> name.startsWith(OURS) || log && name.startsWith(LOG))
                        .filter(name -> name.endsWith(CLASS))
                        .filter(name -> !name.endsWith("package-info.class"))
                        .forEach(name -> load(name.substring(0, name.length() - CLASS.length())
                                .replace('/', '.')));
            }
            loadListed(LIST);
            if (engine) {
                loadListed(ENGINE_LIST);
            }
        } catch (IOException | URISyntaxException e) {
            // The server works without; only a jar that is overwritten under it would make it fail later.
            LoggerFactory.getLogger(JarClasses.class)
                    .warn(
                            "Some classes that stopping needs were not loaded; do not replace the jar while the server"
                                    + " runs: {}",
                            e.toString());
        }
    }

    private static void loadListed(String file) throws IOException {
        try (InputStream list = JarClasses.class.getResourceAsStream(file);
                BufferedReader lines = new BufferedReader(new InputStreamReader(list, StandardCharsets.UTF_8))) {
            lines.lines().filter(line -> !line.startsWith("#")).forEach(JarClasses::load);
        }
    }

    private static void load(String name) {
        try {
            Class.forName(name, false, JarClasses.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            // Of another operating system or transport: then it is not needed either.
            LoggerFactory.getLogger(JarClasses.class).debug("Not loaded: {}", name);
        }
    }
}
