package io.oneport.client.report;

import io.oneport.client.result.RunResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * {@code report.html}: a page that contains all it needs, loads nothing and draws itself. It is the same for every result
 * but for the JSON of the result, which its script reads. Its own policy (CSP) allows no network, no script and no style
 * but those that are in it, by their digests, and no markup made of strings. Stateless: any thread.
 */
public final class ReportPage {
    /** One script, in this order: what a file uses when it is run stands before it. */
    private static final List<String> SCRIPT = List.of(
            "figures.js",
            "dom.js",
            "sentences.js",
            "tables.js",
            "histogram.js",
            "plots.js",
            "series.js",
            "experiments.js",
            "isolation.js",
            "page.js");

    private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z]+)}}");
    private static final String RESULT = "{{result}}";

    private ReportPage() {}

    /** Returns the whole page. */
    public static String of(RunResult result) {
        return Shell.PAGE.replace(RESULT, embedded(ResultJson.text(result)));
    }

    /** The same JSON without any {@code <}, so that nothing in it ends the element that contains it. */
    static String embedded(String json) {
        return json.replace("<", "\\u003c");
    }

    /** Read when the first page is written. */
    private static final class Shell {
        /** The page with a place for the result. */
        static final String PAGE = page();

        private static String page() {
            String style = resource("uPlot.min.css") + resource("page.css");
            String uplot = resource("uPlot.iife.min.js");
            String script = SCRIPT.stream().map(Shell::resource).collect(Collectors.joining("\n"));
            Map<String, String> parts = Map.of(
                    "styles", digest(style),
                    "scripts", digest(uplot) + " " + digest(script),
                    "style", style,
                    "uplot", uplot,
                    "script", script,
                    "license", resource("uPlot.LICENSE.txt"),
                    "result", RESULT);
            return PLACE.matcher(resource("page.html"))
                    .replaceAll(place -> Matcher.quoteReplacement(parts.get(place.group(1))));
        }

        /** The source expression of an inline script or style (Content Security Policy Level 3, 2.3.1). */
        private static String digest(String inline) {
            try {
                byte[] hash = MessageDigest.getInstance("SHA-256").digest(inline.getBytes(StandardCharsets.UTF_8));
                return "'sha256-" + Base64.getEncoder().encodeToString(hash) + "'";
            } catch (NoSuchAlgorithmException missing) {
                throw new IllegalStateException("every Java platform has SHA-256", missing);
            }
        }

        private static String resource(String name) {
            try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }
}
