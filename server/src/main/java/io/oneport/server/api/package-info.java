/**
 * What features are written against: requests, responses, WebSockets and the routes to them. It knows no protocol's bytes
 * and nothing of Netty; {@code http1} and {@code websocket} implement it.
 */
@NullMarked
package io.oneport.server.api;

import org.jspecify.annotations.NullMarked;
