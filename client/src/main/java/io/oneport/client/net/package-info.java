/**
 * What a connection needs to know before there is one, and what is said of it: targets, headers, limits, trust, the
 * handshake of a WebSocket (RFC 6455, section 4.1), which does no input or output, and failures in plain words.
 *
 * <p>{@link io.oneport.client.wire} opens the connections; {@link io.oneport.client.blocking} is for threads that wait for
 * them. Knows nothing of command lines.
 */
@NullMarked
package io.oneport.client.net;

import org.jspecify.annotations.NullMarked;
