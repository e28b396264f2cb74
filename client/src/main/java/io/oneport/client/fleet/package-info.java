/**
 * The sockets that do the work.
 *
 * <ol>
 *   <li>A {@link io.oneport.client.fleet.LoadRun} goes through the phases: connect, warm-up, measure, drain. It spreads the
 *       sockets over workers, asks them for their progress once a second, and sums up what they counted.
 *   <li>A {@code Worker} is one event loop: its {@code Roster} of sockets and the {@code SocketTools} that they are built
 *       with. Two workers share nothing while messages flow.
 *   <li>A {@code LoadSocket} is one socket with a task, such as {@code EchoSocket}; what is due, in flight and answered on
 *       it is in its {@link io.oneport.client.account.Outstanding}.
 * </ol>
 */
@NullMarked
package io.oneport.client.fleet;

import org.jspecify.annotations.NullMarked;
