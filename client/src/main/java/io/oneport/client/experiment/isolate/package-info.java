/**
 * {@code oneport-client isolate}: whether upgrades on some sockets slow down the others.
 *
 * <ol>
 *   <li>A {@code WindowPlan} says when it is calm and when it storms. Probes, few and light, run all the time.
 *   <li>In storms an {@code UpgradeStorm} opens, upgrades and closes sockets, on an event loop of its own, so that its work
 *       does not delay the probes.
 *   <li>A {@code ProbeRecorder} sorts what the probes saw by windows; a {@code Shift} is how far storms move a figure,
 *       a {@code Finding} what that means, and an {@code IsolationVerdict} all findings together.
 * </ol>
 */
package io.oneport.client.experiment.isolate;
