package io.oneport.client.result;

/**
 * Whether messages arrived as they were sent.
 *
 * @param checked whether messages were checked
 * @param messages how many were checked
 * @param lost sent and never received, although their socket or subscriber stayed open
 * @param duplicated received more than once
 * @param reordered received after one that was sent later
 * @param corrupted received with a wrong checksum or length
 * @param crossed intact, but delivered to another socket
 * @param inDoubt received after later ones, which may be correct: their publication was not acknowledged, so it may have
 *     happened at any time
 */
public record Integrity(
        boolean checked,
        long messages,
        long lost,
        long duplicated,
        long reordered,
        long corrupted,
        long crossed,
        long inDoubt) {
    /** Whether nothing was wrong. */
    public boolean clean() {
        return lost + duplicated + reordered + corrupted + crossed == 0;
    }
}
