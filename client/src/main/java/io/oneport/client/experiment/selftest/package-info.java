/**
 * {@code oneport-client selftest}: what this client can drive on this machine, against a {@code LoopbackEcho} that does as
 * little as an echo can.
 */
package io.oneport.client.experiment.selftest;
