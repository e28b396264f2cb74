/** Topics over HTTP and WebSocket: publish, read pages of history, follow. The rules are in {@code session}. */
@NullMarked
package io.oneport.server.features.topics;

import org.jspecify.annotations.NullMarked;
