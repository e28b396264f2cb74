package io.oneport.client.scenario;

import java.util.Optional;

/**
 * Which message of which sender, in a form that any protocol carries and any server sends back: a number, which is
 * {@code {{seq}}}, or a UUID, which is {@code {{uuid}}}. Both can be read again, so that an answer says whose it is.
 *
 * @param sender the sender's number, 0 to 2^22 - 1
 * @param sequence counts the sender's messages, from 0
 */
public record ProbeId(int sender, long sequence) {
    /** Numbers of one sender: all of them are integers that JSON carries exactly (RFC 8259, section 6). */
    private static final long NUMBERS_PER_SENDER = 1_000_000_000L;

    private static final long MAX_NUMBER = 1L << 53;
    private static final int UUID_LENGTH = 36;

    /** As a number: unique among the messages of a run, unless one socket sends a thousand million of them. */
    public long number() {
        return number(sender, sequence);
    }

    static long number(int sender, long sequence) {
        // Never below a thousand million: a server's own small numbers are not taken for ours.
        return (sender + 1L) * NUMBERS_PER_SENDER + sequence % NUMBERS_PER_SENDER;
    }

    /** The first half of the UUID (RFC 9562, section 5.8, version 8). */
    static long mostSignificant(int run, int sender) {
        return (long) run << 32 | (sender >>> 8 & 0xffffL) << 16 | 0x8000 | (sender & 0xffL) << 4;
    }

    /** The second half, with a checksum, so that others' UUIDs are not taken for ours. */
    static long leastSignificant(int run, int sender, long sequence) {
        return 0x8000_0000_0000_0000L | checksum(run, sender, sequence) << 32 | sequence & 0xffff_ffffL;
    }

    /** 30 bits. */
    private static long checksum(int run, int sender, long sequence) {
        long mixed = (run * 0x9e3779b97f4a7c15L ^ sender) * 0xbf58476d1ce4e5b9L ^ sequence;
        mixed = (mixed ^ mixed >>> 31) * 0x94d049bb133111ebL;
        return mixed >>> 34;
    }

    /**
     * Reads one.
     *
     * @param run of whose messages
     * @param text a number or a UUID
     * @return empty if it is none of that run's
     */
    public static Optional<ProbeId> parse(int run, CharSequence text) {
        return text.length() == UUID_LENGTH ? parseUuid(run, text) : parseNumber(text);
    }

    private static Optional<ProbeId> parseNumber(CharSequence text) {
        long number = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9 || number >= MAX_NUMBER / 10) {
                return Optional.empty();
            }
            number = number * 10 + digit;
        }
        long sender = number / NUMBERS_PER_SENDER - 1;
        return sender < 0 || sender >= 1 << 22
                ? Optional.empty()
                : Optional.of(new ProbeId((int) sender, number % NUMBERS_PER_SENDER));
    }

    private static Optional<ProbeId> parseUuid(int run, CharSequence text) {
        long most = 0;
        long least = 0;
        int digits = 0;
        for (int i = 0; i < UUID_LENGTH; i++) {
            char letter = text.charAt(i);
            if (i == 8 || i == 13 || i == 18 || i == 23) {
                if (letter != '-') {
                    return Optional.empty();
                }
                continue;
            }
            int digit = Character.digit(letter, 16);
            if (digit < 0) {
                return Optional.empty();
            }
            if (digits++ < 16) {
                most = most << 4 | digit;
            } else {
                least = least << 4 | digit;
            }
        }
        int sender = (int) (most >>> 16 & 0xffff) << 8 | (int) (most >>> 4 & 0xff);
        long sequence = least & 0xffff_ffffL;
        return most == mostSignificant(run, sender) && least == leastSignificant(run, sender, sequence)
                ? Optional.of(new ProbeId(sender, sequence))
                : Optional.empty();
    }
}
