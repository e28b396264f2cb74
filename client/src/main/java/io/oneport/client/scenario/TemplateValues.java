package io.oneport.client.scenario;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the variables of a template stand for, for one sender. For one thread. */
public final class TemplateValues {
    private final int run;
    private final Map<String, String> named = new HashMap<>();
    private int sender;
    private long sequence;
    private long session;
    private List<String> row = List.of();

    /** @param run tells one run's messages from another's */
    public TemplateValues(int run) {
        this.run = run;
    }

    /** Whose message comes next, and which. */
    public void message(int nextSender, long nextSequence) {
        sender = nextSender;
        sequence = nextSequence;
    }

    /** Which of the sender's sessions it is in: {@code {{session}}}. */
    public void session(long nextSession) {
        session = nextSession;
    }

    /** The row of the CSV file that is used next. */
    public void row(List<String> nextRow) {
        row = nextRow;
    }

    /** Sets a variable with a name of its own. */
    public void set(String name, String value) {
        named.put(name, value);
    }

    /** Forgets the variables with names of their own. */
    public void clear() {
        named.clear();
    }

    /** The run whose messages these are. */
    public int run() {
        return run;
    }

    void addUuid(MessageBuffer to) {
        to.addUuid(ProbeId.mostSignificant(run, sender), ProbeId.leastSignificant(run, sender, sequence));
    }

    void addNumber(MessageBuffer to) {
        to.addNumber(ProbeId.number(sender, sequence));
    }

    /** A UUID of its own kind: no message's. */
    void addSession(MessageBuffer to) {
        to.addUuid(ProbeId.mostSignificant(~run, sender), ProbeId.leastSignificant(~run, sender, session));
    }

    void addSender(MessageBuffer to) {
        to.addNumber(sender);
    }

    int sender() {
        return sender;
    }

    long session() {
        return session;
    }

    String cell(int column) {
        return column < row.size() ? row.get(column) : "";
    }

    String named(String name) {
        return named.getOrDefault(name, "");
    }
}
