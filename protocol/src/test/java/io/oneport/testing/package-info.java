/** Helpers that the tests of all modules share, in the test jar of the lowest module. */
package io.oneport.testing;
