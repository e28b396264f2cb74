/**
 * How a {@link io.oneport.client.result.RunResult} is shown: as the text at the end of a run, as JSON that is read back,
 * as the page {@code report.html}, and as the files that other tools read. {@link io.oneport.client.report.ResultFolder}
 * writes all of them. Whatever a person reads comes from {@link io.oneport.client.report.Tables}, so that text and page
 * can't disagree.
 *
 * <p>Knows results only: no network, no command line. Nothing here is meant for an event loop's thread.
 */
package io.oneport.client.report;
