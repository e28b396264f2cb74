package io.oneport.client.result;

/**
 * Whether messages arrived as they were sent.
 *
 * @param checked whether messages were checked
 * @param messages how many were checked
 * @param lost sent and not received within the timeout, although their socket stayed open, likewise requests without a
 *     response; or published, and never received by a subscriber that stayed
 * @param duplicated received more than once
 * @param reordered received after one that was sent later
 * @param corrupted received with a wrong checksum or length, as text instead of binary or the other way round, cut short,
 *     or in a form that breaks the protocol
 * @param crossed intact, but delivered to another socket
 * @param inDoubt received after later ones, which may be correct: their publication was not acknowledged, so it may have
 *     happened at any time; or so many were missing meanwhile that it is no longer known whether they came before
 * @param unsolicited received, and nothing of ours: a greeting, a heartbeat, a push; no fault
 * @param answers HTTP responses whose bodies were compared; one that differs from most is corrupted, one too many duplicated
 */
public record Integrity(
        boolean checked,
        long messages,
        long lost,
        long duplicated,
        long reordered,
        long corrupted,
        long crossed,
        long inDoubt,
        long unsolicited,
        long answers) {
    /** How many came in a way that no load excuses; a lost one may only be late. */
    public long wrong() {
        return checked ? duplicated + reordered + corrupted + crossed : 0;
    }

    /** Whether nothing is known to be wrong. */
    public boolean clean() {
        return !checked || lost + wrong() == 0;
    }
}
