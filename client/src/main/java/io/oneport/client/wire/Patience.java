package io.oneport.client.wire;

/**
 * How long one socket waits for its server, and how much it keeps of an answer. Here load and people differ.
 *
 * @param answerMillis the longest wait for the answer to a plain request; 0 for no limit, for whoever counts the time itself
 * @param closeMillis the longest wait for the server's Close frame after ours
 * @param endMillis the longest wait for the server to end the connection once both have sent a Close frame
 * @param waitsForEnd whether the server is to end the connection also when it has sent its Close frame first, or has
 *     answered with {@code Connection: close} (RFC 6455, section 7.1.1; RFC 9112, section 9.6); otherwise this side does at
 *     once
 * @param bodyBytes the longest body of an answer, all of which is kept; 0 to count the bytes of any body and keep none
 */
public record Patience(int answerMillis, int closeMillis, int endMillis, boolean waitsForEnd, int bodyBytes) {
    /** For load: what is over makes room for the next socket. */
    public static final Patience LOAD = new Patience(0, 2000, 500, false, 0);

    /** For load that reads its answers. */
    public static Patience reading(int bodyBytes) {
        return new Patience(0, LOAD.closeMillis, LOAD.endMillis, false, bodyBytes);
    }

    /** For whoever reads each answer and wants to know how each socket ends. */
    public static Patience full(int timeoutMillis, int bodyBytes) {
        return new Patience(timeoutMillis, timeoutMillis, timeoutMillis, true, bodyBytes);
    }
}
