/**
 * The way in: listens, accepts, looks at a socket's first bytes, and hands the connection to the stage that speaks what they
 * begin. Also the operating system's transports and their buffers. Knows connections and no protocol: stages are handed in.
 */
@NullMarked
package io.oneport.server.front;

import org.jspecify.annotations.NullMarked;
