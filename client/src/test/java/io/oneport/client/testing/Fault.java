package io.oneport.client.testing;

import io.oneport.protocol.Units;
import java.time.Duration;
import java.util.Locale;

/** What is wrong with a {@link FaultyServer}. */
public sealed interface Fault {
    String FORM =
            "none, drop:N, duplicate:N, reorder:N, corrupt:N, cross:N, truncate:N, stall:N,2s, hold-publish:N,2s, die:N,rst, die:N,fin,"
                    + " block-on-upgrade:20ms, mute:N, greeting, as-text, refuse-upgrade, refuse-some:N, not-websocket, silent, close-after:N, http-errors:N,"
                    + " http-close:N, other-page:N, two-pages:N, busy:N or pings:1s, N at least 1";

    /** What can happen to one message on its way out. */
    enum Harm {
        DROP,
        DUPLICATE,
        /** It leaves behind the next message of its socket, which is spared. */
        REORDER,
        /** One bit is flipped, each time another one; in text the last, so that it stays UTF-8. Empty ones are spared. */
        CORRUPT,
        /** It goes to another open WebSocket instead. While there is no other, it waits. */
        CROSS,
        /** The last byte is missing. Empty ones are spared. */
        TRUNCATE
    }

    /** Nothing is wrong. */
    record None() implements Fault {}

    /** Every n-th message that is due, counted over the whole server, comes to harm: echoes and topics' messages. */
    record Messages(Harm harm, int every) implements Fault {}

    /** Once, behind the answer to the message of that number, the only event loop sleeps. */
    record Stall(long afterMessages, Duration pause) implements Fault {}

    /** The POST to a topic that is the n-th message is published, and answered, only after a while; the others as always. */
    record HoldPublish(long nth, Duration pause) implements Fault {}

    /** Behind the answer to the message of that number, the listener and all sockets close, by RST or by FIN. */
    record Die(long afterMessages, boolean reset) implements Fault {}

    /** Each upgrade puts the only event loop to sleep. */
    record BlockOnUpgrade(Duration pause) implements Fault {}

    /** Each upgrade is answered 403. */
    record RefuseUpgrade() implements Fault {}

    /** Every n-th upgrade is answered 503. */
    record RefuseSome(int every) implements Fault {}

    /** Upgrade headers are ignored: everything is a page, or 404. */
    record NotWebSocket() implements Fault {}

    /** Sockets are accepted, and nothing is answered, ever. */
    record Silent() implements Fault {}

    /** Each WebSocket gets Close 1011 behind the answer to its message of that number. */
    record CloseAfter(long messages) implements Fault {}

    /** Every n-th WebSocket is answered no more after its third message; of a topic it receives no more after its third. */
    record Mute(int every) implements Fault {}

    /** Each WebSocket is greeted, before it has sent anything. */
    record Greeting() implements Fault {}

    /** Everything comes back as text. */
    record AsText() implements Fault {}

    /** Every n-th plain GET is answered with another page. */
    record OtherPage(int every) implements Fault {}

    /** Every n-th plain GET is answered twice. */
    record TwoPages(int every) implements Fault {}

    /** Each message takes so many microseconds of the only event loop: not wrong, only slow. */
    record Busy(int micros) implements Fault {}

    /** Every n-th plain GET is answered 500. */
    record HttpErrors(int every) implements Fault {}

    /** Every n-th plain GET is the last one of its connection. */
    record HttpClose(int every) implements Fault {}

    /**
     * Pings with a payload, the next one at the first tick behind the answer to the last. A WebSocket that has not
     * answered for {@value Pinger#PATIENCE} ticks gets Close 1001.
     */
    record Pings(Duration tick) implements Fault {}

    /**
     * Reads the form of a command line, such as {@code drop:10}.
     *
     * @throws IllegalArgumentException if it is anything else; the message is the whole line for the person
     */
    static Fault parse(String text) {
        String[] words = text.split("[:,]", -1);
        try {
            return switch (words.length) {
                case 1 -> plain(words[0]);
                case 2 -> measured(words[0], words[1]);
                case 3 -> delayed(words[0], count(words[1]), words[2]);
                default -> throw new IllegalArgumentException();
            };
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("fault: " + text + " (expected: " + FORM + ")", wrong);
        }
    }

    private static Fault plain(String name) {
        return switch (name) {
            case "none" -> new None();
            case "refuse-upgrade" -> new RefuseUpgrade();
            case "not-websocket" -> new NotWebSocket();
            case "silent" -> new Silent();
            case "greeting" -> new Greeting();
            case "as-text" -> new AsText();
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static Fault measured(String name, String value) {
        return switch (name) {
            case "block-on-upgrade" -> new BlockOnUpgrade(pause(value));
            case "pings" -> new Pings(pause(value));
            case "other-page" -> new OtherPage(count(value));
            case "busy" -> new Busy(count(value));
            case "two-pages" -> new TwoPages(count(value));
            case "refuse-some" -> new RefuseSome(count(value));
            case "mute" -> new Mute(count(value));
            case "close-after" -> new CloseAfter(count(value));
            case "http-errors" -> new HttpErrors(count(value));
            case "http-close" -> new HttpClose(count(value));
            default -> new Messages(Harm.valueOf(name.toUpperCase(Locale.ROOT)), count(value));
        };
    }

    private static Fault delayed(String name, int afterMessages, String how) {
        return switch (name + "," + how) {
            case "die,rst" -> new Die(afterMessages, true);
            case "die,fin" -> new Die(afterMessages, false);
            default ->
                switch (name) {
                    case "stall" -> new Stall(afterMessages, pause(how));
                    case "hold-publish" -> new HoldPublish(afterMessages, pause(how));
                    default -> throw new IllegalArgumentException(name);
                };
        };
    }

    private static int count(String word) {
        int count = Integer.parseInt(word);
        if (count < 1) {
            throw new IllegalArgumentException(word);
        }
        return count;
    }

    private static Duration pause(String word) {
        Duration pause = Units.duration(word);
        if (pause.isZero()) {
            throw new IllegalArgumentException(word);
        }
        return pause;
    }
}
