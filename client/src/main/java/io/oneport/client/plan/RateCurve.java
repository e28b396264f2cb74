package io.oneport.client.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * How many things are due in a second, as it changes over time: straight pieces, one after the other. Immutable: any
 * thread.
 */
public final class RateCurve {
    private static final double NANOS = 1e9;

    /**
     * A straight piece.
     *
     * @param seconds how long it lasts; infinite for the last of a curve without an end
     * @param from the rate at its beginning, and {@code to} at its end; constant if they are equal
     */
    public record Piece(double seconds, double from, double to) {
        private double total() {
            return seconds * (from + to) / 2;
        }

        /** When, in seconds from its beginning, this many will have been due. */
        private double when(double count) {
            if (from == to) {
                return count / from;
            }
            // The root of from * t + (to - from) / (2 * seconds) * t^2 = count, in the form that does not cancel.
            return 2 * count / (from + Math.sqrt(from * from + 2 * (to - from) / seconds * count));
        }
    }

    private final List<Piece> pieces;

    private RateCurve(List<Piece> pieces) {
        this.pieces = List.copyOf(pieces);
    }

    /** The same rate for ever; 0 means never. */
    public static RateCurve constant(double perSecond) {
        return new RateCurve(List.of(new Piece(Double.POSITIVE_INFINITY, perSecond, perSecond)));
    }

    /** Piece by piece; nothing is due after the last. */
    public static RateCurve of(List<Piece> pieces) {
        return new RateCurve(pieces);
    }

    /** The same with so many seconds in front, in which the rate is what it is at the beginning. */
    public RateCurve after(double leadSeconds) {
        List<Piece> longer = new ArrayList<>(pieces);
        double first = pieces.get(0).from();
        if (leadSeconds > 0) {
            longer.add(0, new Piece(leadSeconds, first, first));
        }
        return new RateCurve(longer);
    }

    /** How long it lasts, in seconds; infinite if it has no end. */
    public double seconds() {
        return pieces.stream().mapToDouble(Piece::seconds).sum();
    }

    /** The highest rate that it reaches. */
    public double peak() {
        return pieces.stream()
                .mapToDouble(piece -> Math.max(piece.from(), piece.to()))
                .max()
                .orElse(0);
    }

    /**
     * When a number of things will have been due: the inverse of the rate's integral.
     *
     * @param count how many, not necessarily whole
     * @return nanoseconds from the beginning; {@link Long#MAX_VALUE} if so many never are
     */
    public long nanosUntil(double count) {
        double left = count;
        double before = 0;
        for (Piece piece : pieces) {
            double total = piece.from() + piece.to() == 0 ? 0 : piece.total();
            if (left <= total) {
                return (long) ((before + piece.when(left)) * NANOS);
            }
            left -= total;
            before += piece.seconds();
        }
        return Long.MAX_VALUE;
    }
}
