package io.oneport.client.fleet;

/**
 * What was published by the users of a scenario, so that subscribers on any loop know when each message was due: the server
 * carries no more of a message than its identity. Memory is bounded, whatever is published.
 */
final class FanoutBoard {
    private final int firstNumber;
    private final FanoutSource[] publishers;

    /**
     * Prepares.
     *
     * @param firstNumber the lowest socket number of the users
     * @param users how many there are
     * @param timeoutNanos how long an answer may take
     */
    FanoutBoard(int firstNumber, int users, long timeoutNanos) {
        this.firstNumber = firstNumber;
        this.publishers = new FanoutSource[users];
        for (int i = 0; i < users; i++) {
            publishers[i] = new FanoutSource(timeoutNanos);
        }
    }

    int size() {
        return publishers.length;
    }

    /** The index of a socket number's publisher; negative if it is none's. */
    int indexOf(int number) {
        int index = number - firstNumber;
        return index < publishers.length ? index : -1;
    }

    FanoutSource publisher(int index) {
        return publishers[index];
    }
}
