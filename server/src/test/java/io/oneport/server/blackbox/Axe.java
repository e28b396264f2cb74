package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.testing.Needs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** axe-core, which looks for barriers in pages (WCAG 2.2). From npm, for tests only. */
final class Axe {
    private static final Path SOURCE = Path.of("src/test/axe");
    private static final Path TARGET = Path.of("target/axe");
    private static final Path SCRIPT = TARGET.resolve("node_modules/axe-core/axe.min.js");
    /** What npm says when it does not reach its registry. */
    private static final Pattern NO_NETWORK =
            Pattern.compile("npm (ERR!|error) (network|code (ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONN[A-Z]+))");

    private static String script;

    private Axe() {}

    /** Its script, which is fetched once; skips the calling test where it cannot be had. */
    static synchronized String script() throws Exception {
        if (script == null) {
            script = fetch();
        }
        return script;
    }

    private static String fetch() throws Exception {
        Needs.program("npm", "npm");
        Files.createDirectories(TARGET);
        for (String file : List.of("package.json", "package-lock.json")) {
            Files.copy(SOURCE.resolve(file), TARGET.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        Path log = TARGET.resolve("npm.log");
        Process install = new ProcessBuilder("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts")
                .directory(TARGET.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            boolean ended = install.waitFor(90, TimeUnit.SECONDS);
            String said = Files.readString(log, StandardCharsets.UTF_8);
            assertTrue(ended, () -> "npm ci takes too long: " + said);
            Needs.met(!NO_NETWORK.matcher(said).find(), "npm's registry", "a network, or npm config set registry URL");
            assertEquals(0, install.exitValue(), said);
        } finally {
            install.destroy();
        }
        return Files.readString(SCRIPT);
    }

    /**
     * Finds what keeps people out of the page as it is: not by colours, not by missing names, not for want of a mouse. The page
     * must have the {@link #script}.
     *
     * @param scheme {@code light} or {@code dark}; in the dark only colours are another, and are looked at
     * @return the serious barriers; empty for none
     */
    static String barriers(Browser browser, String scheme) throws Exception {
        String rules = scheme.equals("dark") ? ", runOnly: ['color-contrast']" : "";
        return browser.value("axe.run(document, { resultTypes: ['violations']" + rules
                + " }).then(found => found.violations"
                + ".filter(each => ['serious', 'critical'].includes(each.impact))"
                + ".map(each => each.id + ': ' + each.nodes.map(node => node.html).join(' ')).join('; '))");
    }
}
