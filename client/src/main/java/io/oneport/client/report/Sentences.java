package io.oneport.client.report;

import static io.oneport.client.report.Figures.count;
import static io.oneport.client.report.Figures.percent;
import static io.oneport.client.report.Figures.time;

import io.oneport.client.result.Integrity;
import io.oneport.client.result.RunResult;
import io.oneport.client.result.SocketCounts;
import io.oneport.client.result.Validity;
import java.util.ArrayList;
import java.util.List;

/** What fits in a line rather than in a table. {@code sentences.js} has the same for the page. Stateless. */
final class Sentences {
    /** What a person should know who sees an uncorrected row. */
    static final String UNCORRECTED =
            "uncorrected: measured from when a message was sent, not from when it was due; hides the wait after a stall";
    /** What a person should know who sees a pessimistic row. */
    static final String PESSIMISTIC =
            "pessimistic: includes work without an answer at the end, with the time that it had waited so far";

    /** What a person should know if work is unaccounted for. */
    static final String ACCOUNTING_INCOMPLETE = "ACCOUNTING IS INCOMPLETE: do not trust any of these figures";

    private Sentences() {}

    /** What an exit code means. */
    static String outcome(int exitCode) {
        return switch (exitCode) {
            case 0 -> "passed";
            case 1 -> "internal error";
            case 2 -> "the command line is invalid";
            case 3 -> "a threshold was not met";
            case 4 -> "messages did not arrive as they were sent";
            case 5 -> "the measurement is not valid";
            case 6 -> "the target could not be reached";
            case 129 -> "interrupted by SIGHUP";
            case 130 -> "interrupted";
            case 143 -> "interrupted by SIGTERM";
            default -> "failed";
        };
    }

    /** One word for the outcome. Without a threshold, and without a question of its own, a command only completes. */
    static String badge(RunResult result) {
        return switch (result.exitCode()) {
            case 0 -> isJudged(result) ? "passed" : "completed";
            case 5 -> "undecided";
            case 129, 130, 143 -> "stopped";
            default -> "failed";
        };
    }

    private static boolean isJudged(RunResult result) {
        return !result.thresholds().isEmpty() || result.isolation() != null || result.search() != null;
    }

    /** Why, and the exit code. */
    static String verdict(RunResult result) {
        String code = "exit code " + result.exitCode();
        if (result.exitCode() == 0) {
            return isJudged(result) ? code : "no threshold was set; " + code;
        }
        boolean invalid = result.exitCode() == 4 && result.found().validity().verdict() == Validity.Verdict.INVALID;
        return outcome(result.exitCode()) + (invalid ? ", and the measurement is not valid" : "") + " (" + code + ")";
    }

    /** How well the client itself did. */
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

    /** On how many sockets the server declined compression; empty if on none. */
    static String declined(SocketCounts sockets) {
        long declined = sockets.deflateOffered() - sockets.deflateAgreed();
        return declined == 0
                ? ""
                : "the server declined deflate on " + count(declined) + " of "
                        + Figures.counted(sockets.deflateOffered(), "socket") + ": messages there were not compressed";
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
            parts.add(Figures.counted(sockets.streams(), "event stream"));
        }
        if (sockets.failed() > 0) {
            parts.add(count(sockets.failed()) + " failed");
        }
        parts.add(count(sockets.lost()) + " lost");
        if (sockets.reopened() > 0) {
            parts.add(count(sockets.reopened()) + " reopened");
        }
        parts.add(count(sockets.peakOpen()) + " at peak");
        return String.join(" · ", parts);
    }

    static String integrity(Integrity integrity) {
        if (!integrity.checked()) {
            return "not checked";
        }
        String inDoubt = integrity.inDoubt() == 0 ? "" : "late and in doubt " + count(integrity.inDoubt()) + " · ";
        String unsolicited =
                integrity.unsolicited() == 0 ? "" : "unsolicited " + count(integrity.unsolicited()) + " · ";
        return String.join(
                " · ",
                "lost " + count(integrity.lost()),
                "duplicated " + count(integrity.duplicated()),
                "reordered " + count(integrity.reordered()),
                "corrupted " + count(integrity.corrupted()),
                "crossed " + count(integrity.crossed()),
                inDoubt + unsolicited + "of " + Figures.counted(integrity.messages(), "message")
                        + (integrity.answers() == 0 ? "" : " and " + Figures.counted(integrity.answers(), "response")));
    }
}
