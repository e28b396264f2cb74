package io.oneport.client.report;

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
 * Puts a page together that contains all it needs, loads nothing and draws itself from the JSON in it. Its own policy (CSP)
 * allows no network, no script and no style but those that are in it, by their digests, and no markup made of strings.
 * Immutable: any thread.
 */
final class Pages {
    private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z]+)}}");
    private static final String BODY = "{{body}}\n";
    private static final String RESULT = "{{result}}";

    private final String shell;

    /**
     * Reads the parts of a page.
     *
     * @param title what it is called, after the program's name
     * @param body the file with what it shows; {@code frame.html} has what is around it on every page
     * @param scripts one script, in this order: what a file uses when it is run stands before it
     */
    Pages(String title, String body, List<String> scripts) {
        String style = resource("uPlot.min.css") + resource("page.css");
        String uplot = resource("uPlot.iife.min.js");
        String script = scripts.stream().map(Pages::resource).collect(Collectors.joining("\n"));
        Map<String, String> parts = Map.of(
                "title", title,
                "styles", digest(style),
                "scripts", digest(uplot) + " " + digest(script),
                "style", style,
                "uplot", uplot,
                "script", script,
                "license", resource("uPlot.LICENSE.txt"),
                "result", RESULT);
        String html = resource("frame.html").replace(BODY, resource(body));
        shell = PLACE.matcher(html).replaceAll(place -> Matcher.quoteReplacement(parts.get(place.group(1))));
    }

    /** The whole page. */
    String with(String json) {
        return shell.replace(RESULT, embedded(json));
    }

    /** The same JSON without any {@code <}, so that nothing in it ends the element that contains it. */
    static String embedded(String json) {
        return json.replace("<", "\\u003c");
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
        try (InputStream in = Pages.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
