/**
 * How one event loop shares its time: work that may be long is done in parts, and between the parts the loop serves its
 * sockets. Knows nothing of sockets, topics or Netty.
 */
@NullMarked
package io.oneport.server.loop;

import org.jspecify.annotations.NullMarked;
