package io.oneport.client.result;

/**
 * What became of the messages' content.
 *
 * @param checked whether it was looked at
 * @param messages how many were looked at
 * @param lost sent, and never seen again although their socket (their subscriber) lived
 * @param duplicated seen more than once
 * @param reordered seen behind one that was sent after them
 * @param corrupted not what was sent: checksum or length are wrong
 * @param crossed intact, but delivered to a socket that they were not meant for
 * @param inDoubt delivered behind later ones, but nobody knows whether that is wrong: their publication was not
 *     acknowledged, so it may have come about at any time
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
