/**
 * {@code oneport-client selftest}: what this client can drive on this machine, against a
 * {@link io.oneport.client.wire.LoopbackEcho}.
 */
package io.oneport.client.experiment.selftest;
