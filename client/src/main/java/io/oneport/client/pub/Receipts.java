package io.oneport.client.pub;

import io.oneport.protocol.Event;
import java.io.PrintWriter;

/**
 * Tells of every message what became of it: those published on standard output, those refused on standard error.
 *
 * @param out where
 * @param err where what went wrong is told
 * @param quiet whether only that is told
 */
record Receipts(PrintWriter out, PrintWriter err, boolean quiet) {
    /** Such as {@code mh2k3f9x.17 3}, or {@code mh2k3f9x.17 duplicate}. */
    void published(Event.Published published) {
        if (!quiet) {
            out.println(published.id() + " " + (published.duplicate() ? "duplicate" : published.subscribers()));
        }
    }

    /** Such as {@code line 3: too-large: at most 1MiB}. */
    void refused(long line, Event.Error error) {
        err.println("line " + line + ": " + sentence(error));
    }

    /** Such as {@code too-large: at most 1MiB}. */
    static String sentence(Event.Error error) {
        return error.code().text() + ": " + error.detail().replaceAll("\\p{Cntrl}+", " ");
    }
}
