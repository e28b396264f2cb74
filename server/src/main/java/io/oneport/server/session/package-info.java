/**
 * Between a socket and the topics: what a command asks for becomes a topic call, and what topics deliver waits, within
 * bounds, until the socket takes it. Knows neither HTTP nor WebSocket.
 */
@NullMarked
package io.oneport.server.session;

import org.jspecify.annotations.NullMarked;
