/**
 * The load engine: drives many sockets by a plan, and accounts for every message.
 *
 * <ol>
 *   <li>A {@link io.oneport.client.load.LoadPlan} says what to do; a {@link io.oneport.client.load.RateCurve} how fast, and
 *       a {@link io.oneport.client.load.Pacer} when each single message is due.
 *   <li>A {@link io.oneport.client.load.LoadRun} goes through the phases: connect, warm-up, measure, drain. It spreads the
 *       sockets over workers, asks those once a second how it goes, and makes a
 *       {@link io.oneport.client.result.RunResult} of what they know in the end.
 *   <li>A {@code Worker} is one event loop with its sockets, its clock and its {@code Measures}; nothing is shared between
 *       two of them while messages flow.
 *   <li>A {@code LoadSocket} is one socket with a task, such as {@code EchoSocket}; what is due, in flight and answered on
 *       it is in its {@code Outstanding}.
 * </ol>
 *
 * <p>All times are nanoseconds since the run began. A latency counts from when the message was due, so that a server that
 * stands still can't hide how long users would have waited (the flaw that Gil Tene named coordinated omission).
 */
package io.oneport.client.load;
