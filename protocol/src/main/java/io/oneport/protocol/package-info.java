/**
 * What server and client must agree on: codes, units, names, and how errors are put into words. Knows no Netty and does no
 * input or output, so that either side, or a third program, can stand on it.
 */
@NullMarked
package io.oneport.protocol;

import org.jspecify.annotations.NullMarked;
