package io.oneport.client.testing;

import io.oneport.client.testing.Outlet.Message;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The last stop of every message that leaves: here it is harmed, if its turn has come. Confined to the event loop. */
final class FaultyDeliveries {
    /** When so many wait for another WebSocket, the next are delivered rightly. */
    private static final int MAX_STRANDED = 10_000;

    private record Stranded(Outlet owner, Message message) {}

    private final Fault fault;
    private final FaultCounts counts;
    private final List<Outlet> webSockets = new ArrayList<>();
    private final Map<Outlet, Message> overtaken = new HashMap<>();
    private final List<Stranded> stranded = new ArrayList<>();
    /** Those that receive only so many messages. */
    private final Map<Outlet, Integer> muted = new HashMap<>();

    private long due;

    FaultyDeliveries(Fault fault, FaultCounts counts) {
        this.fault = fault;
        this.counts = counts;
    }

    /** A WebSocket that others' messages may go to. */
    void opened(Outlet webSocket) {
        webSockets.add(webSocket);
        for (Iterator<Stranded> waiting = stranded.iterator(); waiting.hasNext(); ) {
            Stranded next = waiting.next();
            if (next.owner() != webSocket) {
                waiting.remove();
                counts.held.decrementAndGet();
                writeHarmed(webSocket, next.message());
            }
        }
    }

    /** It receives so many messages, and then no more. */
    void mute(Outlet outlet, int after) {
        muted.put(outlet, after);
    }

    void closed(Outlet outlet) {
        muted.remove(outlet);
        webSockets.remove(outlet);
        overtaken.remove(outlet);
    }

    void deliver(Outlet to, Message message) {
        Integer left = muted.computeIfPresent(to, (outlet, before) -> before - 1);
        if (left != null && left < 0) {
            counts.faults.incrementAndGet();
            return;
        }
        if (!(fault instanceof Fault.Messages messages)) {
            write(to, message);
            return;
        }
        Message before = overtaken.remove(to);
        boolean chosen = ++due % messages.every() == 0;
        if (before != null) {
            write(to, message);
            counts.held.decrementAndGet();
            writeHarmed(to, before);
        } else if (chosen) {
            harm(messages.harm(), to, message);
        } else {
            write(to, message);
        }
    }

    private void harm(Fault.Harm harm, Outlet to, Message message) {
        switch (harm) {
            case DROP -> counts.faults.incrementAndGet();
            case DUPLICATE -> {
                write(to, message);
                writeHarmed(to, message);
            }
            case REORDER -> {
                overtaken.put(to, message);
                counts.held.incrementAndGet();
            }
            case CROSS -> cross(to, message);
            case CORRUPT -> change(to, message, payload -> corrupted(payload, message.text(), counts.faults()));
            case TRUNCATE -> change(to, message, payload -> Arrays.copyOf(payload, payload.length - 1));
        }
    }

    private void cross(Outlet from, Message message) {
        for (Outlet other : webSockets) {
            if (other != from) {
                writeHarmed(other, message);
                return;
            }
        }
        if (stranded.size() == MAX_STRANDED) {
            write(from, message);
            return;
        }
        stranded.add(new Stranded(from, message));
        counts.held.incrementAndGet();
    }

    private void change(Outlet to, Message message, UnaryOperator<byte[]> change) {
        if (message.payload().length == 0) {
            write(to, message);
        } else {
            writeHarmed(to, new Message(message.id(), change.apply(message.payload()), message.text()));
        }
    }

    private static byte[] corrupted(byte[] good, boolean text, long nth) {
        byte[] payload = good.clone();
        long bits = payload.length * 8L;
        // In steps of a prime, so that the flips walk over the whole payload, its header and its end.
        long bit = text ? bits - 8 : nth * 61 % bits;
        payload[(int) (bit / 8)] ^= (byte) (1 << bit % 8);
        return payload;
    }

    private void write(Outlet to, Message message) {
        counts.sent.incrementAndGet();
        to.write(message);
    }

    private void writeHarmed(Outlet to, Message message) {
        counts.faults.incrementAndGet();
        write(to, message);
    }
}
