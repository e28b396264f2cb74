/** Topics over HTTP and WebSocket: publish, read pages of history, follow. The rules are in {@code session}. */
package io.oneport.server.features.topics;
