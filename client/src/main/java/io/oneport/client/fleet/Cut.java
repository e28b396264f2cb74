package io.oneport.client.fleet;

import java.util.List;

/**
 * Sockets that were cut at once.
 *
 * @param atNanos when, since the run began: before the first of them
 * @param numbers which, by the numbers that a {@link TalkListener} hears
 */
public record Cut(long atNanos, List<Integer> numbers) {}
