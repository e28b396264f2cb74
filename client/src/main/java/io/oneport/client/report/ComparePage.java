package io.oneport.client.report;

import io.oneport.client.result.RunResult;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Two results over each other, as a page that draws itself. Stateless: any thread. */
public final class ComparePage {
    private ComparePage() {}

    /**
     * Returns the whole page.
     *
     * @param differences what is known of a difference, by metric and figure, such as {@code ws.echo.p99}
     */
    public static String of(String a, RunResult first, String b, RunResult second, Map<String, String> differences) {
        JsonMapper mapper = JsonMapper.shared();
        String json = "{\"names\":" + mapper.writeValueAsString(List.of(a, b)) + ",\"differences\":"
                + mapper.writeValueAsString(differences) + ",\"results\":[" + ResultJson.text(first) + ","
                + ResultJson.text(second) + "]}";
        return CompareShell.PAGE.with(json);
    }

    /** Read when the first page is written. */
    private static final class CompareShell {
        static final Pages PAGE = new Pages(
                "compare",
                "compare.html",
                List.of(
                        "figures.js",
                        "dom.js",
                        "sentences.js",
                        "tables.js",
                        "histogram.js",
                        "plots.js",
                        "series.js",
                        "compare.js"));
    }
}
