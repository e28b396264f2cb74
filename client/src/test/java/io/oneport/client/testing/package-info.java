/** Servers to test against, right and wrong on purpose, and the check that no buffer is left. */
package io.oneport.client.testing;
