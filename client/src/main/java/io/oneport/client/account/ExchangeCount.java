package io.oneport.client.account;

import io.oneport.client.result.Exchanged;
import java.util.Map;
import java.util.TreeMap;

/** What went over the sockets of one worker. Confined to its loop. */
public final class ExchangeCount {
    private static final int STATUSES = 600;

    private final long[] statuses = new long[STATUSES];
    private long sentBytes;
    private long receivedBytes;
    private long answers;

    /** A message, or the body of a request, was written. */
    public void sent(long bytes) {
        sentBytes += bytes;
    }

    /** A message or an event has come. */
    public void received(long bytes) {
        receivedBytes += bytes;
    }

    /** A response has come. */
    public void answered(int status, long bodyBytes) {
        answers++;
        receivedBytes += bodyBytes;
        if (status >= 0 && status < STATUSES) {
            statuses[status]++;
        }
    }

    /** How many responses have come. */
    public long answers() {
        return answers;
    }

    void add(ExchangeCount other) {
        answers += other.answers;
        sentBytes += other.sentBytes;
        receivedBytes += other.receivedBytes;
        for (int status = 0; status < STATUSES; status++) {
            statuses[status] += other.statuses[status];
        }
    }

    Exchanged exchanged() {
        Map<String, Long> counts = new TreeMap<>();
        for (int status = 0; status < STATUSES; status++) {
            if (statuses[status] > 0) {
                counts.put(String.valueOf(status), statuses[status]);
            }
        }
        return new Exchanged(sentBytes, receivedBytes, counts);
    }
}
