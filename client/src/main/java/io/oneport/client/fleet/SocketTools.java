package io.oneport.client.fleet;

import io.oneport.client.account.Measures;
import io.oneport.client.pace.PhaseClock;

/**
 * What every socket of one worker is built with.
 *
 * @param opener opens its connection
 * @param time the run's time and phase
 * @param measures where it counts what it did
 * @param turn sends what it wrote
 */
record SocketTools(SocketOpener opener, PhaseClock time, Measures measures, Turn turn) {}
