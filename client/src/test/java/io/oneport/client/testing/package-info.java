/**
 * Servers to test against, right and wrong on purpose; other clients to test those with; the two programs as processes;
 * and the check that no buffer is left.
 */
package io.oneport.client.testing;
