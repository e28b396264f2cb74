/**
 * What came of the work: {@link io.oneport.client.account.Outstanding} and
 * {@link io.oneport.client.account.SeenMessages} track single messages, {@link io.oneport.client.account.Measures} holds
 * the counts and histograms of one worker, {@link io.oneport.client.account.AccountSummary} sums them up, and
 * {@link io.oneport.client.account.Progress} reports how a run goes.
 *
 * <p>A latency counts from when a message was due, so that a server that stalls can't hide how long users would have
 * waited (Gil Tene's term for that flaw is coordinated omission). Opens no socket and passes no verdict.
 */
@NullMarked
package io.oneport.client.account;

import org.jspecify.annotations.NullMarked;
