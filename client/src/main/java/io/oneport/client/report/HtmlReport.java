package io.oneport.client.report;

import io.oneport.client.result.RunResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code report.html}: one page that holds all it needs and loads nothing. Words and tables are plain HTML; only the
 * plots need its script. The page's own policy (CSP) allows no script but the two that are in it, by their digests, and
 * no network. Stateless.
 */
public final class HtmlReport {
    private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z-]+)}}");
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private HtmlReport() {}

    /** Writes the whole page. */
    public static String of(RunResult result) {
        String uplot = resource("uPlot.iife.min.js");
        String script = resource("report.js");
        Map<String, String> places = Map.of(
                "policy", "'" + digest(uplot) + "' '" + digest(script) + "'",
                "title", Html.escape(result.program() + " " + result.command() + " " + result.target()),
                "style", resource("uPlot.min.css") + "\n" + resource("report.css"),
                "body", PageBody.of(result),
                "data", data(result),
                "uplot", uplot,
                "script", script,
                "licence", Html.escape(resource("uPlot.LICENSE.txt").replaceAll("\\s*\n\\s*", " ")),
                "program", Html.escape(result.program()));
        return PLACE.matcher(resource("report.html"))
                .replaceAll(place -> Matcher.quoteReplacement(places.get(place.group(1))));
    }

    /** JSON in which no tag can begin: a name may hold what a hostile server sent. */
    private static String data(RunResult result) {
        return MAPPER.writeValueAsString(PlotData.of(result)).replace("<", "\\u003c");
    }

    /** The source expression of an inline script (Content Security Policy Level 3, 2.3.1). */
    private static String digest(String script) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java platform has SHA-256", missing);
        }
    }

    private static String resource(String name) {
        try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
