/**
 * {@code oneport-client isolate}: whether upgrades on some sockets slow down the others.
 *
 * <ol>
 *   <li>Probes, few and light, run all the time; a {@code ProbeLog} has each of their messages.
 *   <li>A {@code Visitor} upgrades a socket at one of two moments, drawn by lot, and does nothing at the other: a
 *       {@code MomentPair}.
 *   <li>A {@code LoopPulse} notices when this client itself stood still: such moments do not count.
 *   <li>{@code Evidence} sorts the messages by the moments near which they were due; an {@code Excess} is how many more were
 *       slow near upgrades, a {@code QuantileShift} how much longer they took, and an {@code IsolationJudge} says what that
 *       means, or that it takes more moments to tell.
 * </ol>
 */
@NullMarked
package io.oneport.client.experiment.isolate;

import org.jspecify.annotations.NullMarked;
