package io.oneport.client.account;

/** Hears when a socket got the answer to its first message. Called on a worker's loop. */
public interface TalkListener {
    TalkListener NONE = (number, nowNanos) -> {};

    void talks(int number, long nowNanos);
}
