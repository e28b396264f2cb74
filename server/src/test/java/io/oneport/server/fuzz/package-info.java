/**
 * Targets for the fuzzer Jazzer, and the inputs that it has found so far as ordinary tests. CONTRIBUTING.md says how to run
 * it for longer.
 */
package io.oneport.server.fuzz;
