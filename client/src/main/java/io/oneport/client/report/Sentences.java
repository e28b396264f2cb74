package io.oneport.client.report;

import static io.oneport.client.report.Figures.count;
import static io.oneport.client.report.Figures.percent;
import static io.oneport.client.report.Figures.time;

import io.oneport.client.result.Integrity;
import io.oneport.client.result.SocketCounts;
import io.oneport.client.result.Validity;
import java.util.ArrayList;
import java.util.List;

/** What fits in a line rather than in a table. {@code sentences.js} has the same for the page. Stateless. */
final class Sentences {
    /** What a person should know who sees an uncorrected row. */
    static final String UNCORRECTED =
            "uncorrected counts from when a message was sent, not from when it was due: it hides the wait behind a stall";
    /** What a person should know who sees a pessimistic row. */
    static final String PESSIMISTIC =
            "pessimistic adds what had no answer by the end, as long as it had waited by then: the truth is no better";

    /** What a person should know if accounting does not add up. */
    static final String ACCOUNTING_OPEN = "work is unaccounted for: do not trust any of these figures";

    private Sentences() {}

    /** What the exit code says. */
    static String outcome(int exitCode) {
        return switch (exitCode) {
            case 0 -> "passed";
            case 1 -> "internal error";
            case 2 -> "the command line is wrong";
            case 3 -> "a threshold did not hold";
            case 4 -> "the server did not do what was asked of it";
            case 5 -> "the measurement is not valid";
            case 6 -> "the target could not be reached";
            case 130 -> "interrupted";
            default -> "failed";
        };
    }

    /** How this client itself did. */
    static String health(Validity validity) {
        return String.join(
                " · ",
                "send lag p99 " + Figures.quantile(validity.sendLag(), 99),
                "stalls " + count(validity.stalls())
                        + (validity.stalls() == 0 ? "" : " (longest " + time(validity.longestStallNanos()) + ")"),
                "GC " + time(validity.gcNanos()),
                "client CPU " + percent(validity.cpu()),
                "ports " + share(validity.portsUsed(), validity.portsAvailable()),
                "files " + share(validity.filesUsed(), validity.filesAvailable()));
    }

    private static String share(long used, long available) {
        return Figures.roundCount(used) + "/" + Figures.roundCount(available);
    }

    /** What is to be said of compression that was offered and not agreed; empty if nothing is. */
    static String declined(SocketCounts sockets) {
        long declined = sockets.deflateOffered() - sockets.deflateAgreed();
        return declined == 0
                ? ""
                : "deflate was offered, and the server did not agree to it on " + count(declined) + " of "
                        + count(sockets.deflateOffered()) + " sockets: their messages went uncompressed";
    }

    static String sockets(SocketCounts sockets) {
        List<String> parts = new ArrayList<>();
        parts.add(count(sockets.opened()) + " opened of " + count(sockets.planned()));
        parts.add(count(sockets.upgraded()) + " upgraded");
        if (sockets.deflateOffered() > 0) {
            parts.add("deflate agreed on " + count(sockets.deflateAgreed()) + " of " + count(sockets.deflateOffered()));
        }
        parts.add(count(sockets.stayedHttp()) + " stayed HTTP");
        if (sockets.streams() > 0) {
            parts.add(count(sockets.streams()) + " event streams");
        }
        if (sockets.failed() > 0) {
            parts.add(count(sockets.failed()) + " failed");
        }
        parts.add(count(sockets.lost()) + " lost");
        if (sockets.reopened() > 0) {
            parts.add(count(sockets.reopened()) + " reopened");
        }
        parts.add(count(sockets.peakOpen()) + " at once");
        return String.join(" · ", parts);
    }

    static String integrity(Integrity integrity) {
        if (!integrity.checked()) {
            return "not checked";
        }
        String inDoubt = integrity.inDoubt() == 0 ? "" : "late and in doubt " + count(integrity.inDoubt()) + " · ";
        return String.join(
                " · ",
                "lost " + count(integrity.lost()),
                "duplicated " + count(integrity.duplicated()),
                "reordered " + count(integrity.reordered()),
                "corrupted " + count(integrity.corrupted()),
                "crossed " + count(integrity.crossed()),
                inDoubt + "of " + count(integrity.messages()) + " messages");
    }
}
