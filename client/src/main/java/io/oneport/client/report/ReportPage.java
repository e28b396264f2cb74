package io.oneport.client.report;

import io.oneport.client.result.RunResult;
import java.util.List;

/** {@code report.html}: the same for every result but for its JSON, from which it draws itself. Stateless: any thread. */
public final class ReportPage {
    private ReportPage() {}

    /** Returns the whole page. */
    public static String of(RunResult result) {
        return Shell.PAGE.with(ResultJson.text(result));
    }

    /** Read when the first page is written. */
    private static final class Shell {
        static final Pages PAGE = new Pages(
                "report",
                "page.html",
                List.of(
                        "figures.js",
                        "dom.js",
                        "sentences.js",
                        "tables.js",
                        "histogram.js",
                        "plots.js",
                        "series.js",
                        "heat.js",
                        "experiments.js",
                        "isolation.js",
                        "page.js"));
    }
}
