package io.oneport.server.durability;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What was acknowledged, and what each reader got of it. Any thread. */
final class Account {
    private static final Pattern ID = Pattern.compile("([0-9a-z]+)\\.(\\d+)");

    /** By topic and text, the id that the publisher was told. */
    private final Map<String, String> acknowledged = new HashMap<>();

    private final List<Reader> readers = new ArrayList<>();

    private static final class Reader {
        private final String topic;
        private final Map<String, Integer> got = new HashMap<>();
        private final Map<String, Integer> lastOf = new HashMap<>();
        private String position = "";
        private long swapped;
        private long resets;
        private long gaps;

        private Reader(String topic) {
            this.topic = topic;
        }
    }

    /** Adds a reader; gives its number. */
    synchronized int reader(String topic) {
        readers.add(new Reader(topic));
        return readers.size() - 1;
    }

    /** A publisher was told that its message has this id. */
    synchronized void acknowledged(String topic, String text, String id) {
        String earlier = acknowledged.put(topic + " " + text, id);
        if (earlier != null && !earlier.equals(id)) {
            throw new IllegalStateException(text + " has two ids: " + earlier + " and " + id);
        }
    }

    /** A reader got a message; texts are {@code publisher.number}. */
    synchronized void delivered(int number, String id, String text) {
        Reader reader = readers.get(number);
        reader.got.merge(text, 1, Integer::sum);
        int dot = text.indexOf('.');
        Integer before = reader.lastOf.put(text.substring(0, dot), Integer.valueOf(text.substring(dot + 1)));
        if (before != null && before >= Integer.parseInt(text.substring(dot + 1))) {
            reader.swapped++;
        }
        if (!reader.position.isEmpty() && !follows(reader.position, id)) {
            reader.gaps++;
        }
        reader.position = id;
        notifyAll();
    }

    private static boolean follows(String position, String id) {
        Matcher a = ID.matcher(position);
        Matcher b = ID.matcher(id);
        return a.matches() && b.matches() && Long.parseLong(b.group(2)) == Long.parseLong(a.group(2)) + 1;
    }

    synchronized void reset(int number) {
        readers.get(number).resets++;
    }

    /** Waits until every reader has everything that was acknowledged; returns false if that does not happen. */
    synchronized boolean awaitDelivery(long millis) throws InterruptedException {
        long end = System.nanoTime() + millis * 1_000_000;
        while (lost() > 0 && System.nanoTime() < end) {
            wait(100);
        }
        return lost() == 0;
    }

    private long lost() {
        return readers.stream()
                .mapToLong(reader -> acknowledged.keySet().stream()
                        .filter(each -> each.startsWith(reader.topic + " ")
                                && !reader.got.containsKey(each.substring(reader.topic.length() + 1)))
                        .count())
                .sum();
    }

    /** Whether it is as it has to be. */
    synchronized boolean isRight() {
        return lost() == 0 && sum(Account::doubled) == 0 && sum(each -> each.swapped + each.resets + each.gaps) == 0;
    }

    private static long doubled(Reader reader) {
        return reader.got.values().stream().filter(count -> count > 1).count();
    }

    private interface Count {
        long of(Reader reader);
    }

    private long sum(Count count) {
        return readers.stream().mapToLong(count::of).sum();
    }

    @Override
    public synchronized String toString() {
        return "acknowledged " + acknowledged.size() + " · readers " + readers.size() + " · delivered once "
                + sum(reader ->
                        reader.got.values().stream().filter(times -> times == 1).count())
                + " · lost " + lost() + " · doubled " + sum(Account::doubled) + " · swapped "
                + sum(reader -> reader.swapped) + " · gaps " + sum(reader -> reader.gaps) + " · resets "
                + sum(reader -> reader.resets);
    }
}
