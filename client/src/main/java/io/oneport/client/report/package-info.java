/**
 * How a {@link io.oneport.client.result.RunResult} is shown: as the text at the end of a run, as JSON that is read back,
 * as the page {@code report.html}, and as the files that other tools read. {@link io.oneport.client.report.ResultFolder}
 * writes all of them. The page draws itself from the JSON that is in it: its markup, style and scripts are resources
 * beside these classes, and {@link io.oneport.client.report.ReportPage} only puts them together.
 *
 * <p>Knows results only: no network, no command line. Nothing here is meant for an event loop's thread.
 */
@NullMarked
package io.oneport.client.report;

import org.jspecify.annotations.NullMarked;
