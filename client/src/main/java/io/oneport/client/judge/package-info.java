/**
 * Is a run valid, and did it meet its thresholds? {@link io.oneport.client.judge.ValidityJudge} decides whether the figures
 * describe the server or rather this client, {@link io.oneport.client.judge.Threshold} compares a figure with a bound, and
 * {@link io.oneport.client.judge.TargetWatch} notices that the server is gone. Pure functions of figures: no sockets, no
 * event loops.
 */
@NullMarked
package io.oneport.client.judge;

import org.jspecify.annotations.NullMarked;
