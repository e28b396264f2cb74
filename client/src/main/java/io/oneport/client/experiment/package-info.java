/**
 * The experiments: commands that make a {@link io.oneport.client.fleet.LoadRun}, or several, answer one question. What they
 * share is here; each has a package of its own, in which what it thinks (when to measure, what the figures say) does no
 * input or output and reads no clock, so that a test can give it any run.
 *
 * <ol>
 *   <li>{@link io.oneport.client.experiment.isolate}: do upgrades on some sockets slow down the others?
 *   <li>{@link io.oneport.client.experiment.storm}: how fast is everybody back after a cut?
 *   <li>{@link io.oneport.client.experiment.find}: which rate does the server hold?
 *   <li>{@link io.oneport.client.experiment.selftest}: which rate does this client hold?
 *   <li>{@link io.oneport.client.experiment.compare}: how do two results differ?
 * </ol>
 */
@NullMarked
package io.oneport.client.experiment;

import org.jspecify.annotations.NullMarked;
