/**
 * {@code oneport-client selftest}: what this client can drive on this machine, against a
 * {@link io.oneport.client.wire.LoopbackEcho}.
 */
@NullMarked
package io.oneport.client.experiment.selftest;

import org.jspecify.annotations.NullMarked;
