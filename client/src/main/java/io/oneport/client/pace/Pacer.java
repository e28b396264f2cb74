package io.oneport.client.pace;

import io.oneport.client.plan.RateCurve;
import java.util.SplittableRandom;

/**
 * Says when each message is due: one after the other, whatever became of those before. No clock and no input or output;
 * the same seed gives the same times. For one thread.
 *
 * <p>An arrival process of any rate is one of rate 1, stretched by the integral of the rate; that of rate 1 is even steps,
 * or exponential ones for Poisson (inverse sampling).
 */
public final class Pacer {
    private final RateCurve curve;
    private final double share;
    private final boolean poisson;
    private final SplittableRandom random;
    private double count;
    private long nextNanos;

    /**
     * Begins at the first message.
     *
     * @param curve the rate of all pacers of one traffic together
     * @param share this one's part of it, more than 0 and at most 1
     * @param phase where between two messages an even arrival begins, 0 to 1, so that several pacers don't march in step
     */
    public Pacer(RateCurve curve, double share, boolean poisson, double phase, long seed) {
        this.curve = curve;
        this.share = share;
        this.poisson = poisson;
        this.random = new SplittableRandom(seed);
        this.count = poisson ? 0 : phase - 1;
        advance();
    }

    /** When the next message is due, in nanoseconds from the curve's beginning; {@link Long#MAX_VALUE} if none is left. */
    public long nextNanos() {
        return nextNanos;
    }

    /** Advances to the message after the next. */
    public void advance() {
        count += poisson ? -Math.log(1 - random.nextDouble()) : 1;
        nextNanos = curve.nanosUntil(count / share);
    }

    /** Which of so many sockets the next message is for: all by turns if even, and any of them if Poisson. */
    public int pick(int sockets) {
        return poisson ? random.nextInt(sockets) : (int) (turn++ % sockets);
    }

    private long turn;
}
