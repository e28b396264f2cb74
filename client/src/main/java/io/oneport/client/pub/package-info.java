/** {@code oneport-client pub}: publishes one message over HTTP, or lines of standard input over one WebSocket. */
@NullMarked
package io.oneport.client.pub;

import org.jspecify.annotations.NullMarked;
