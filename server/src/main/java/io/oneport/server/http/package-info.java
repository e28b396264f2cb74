/**
 * HTTP/1.1 on one socket: one request at a time, each answered before the next is read.
 *
 * <p>The way of a request: {@link io.oneport.server.http.RequestDecoder}, {@link io.oneport.server.http.RequestGuard},
 * the upgrade detector (of another package, handed in), {@link io.oneport.server.http.Router}, an
 * {@link io.oneport.server.http.Endpoint}, and back through {@link io.oneport.server.http.HttpConnection}.
 */
package io.oneport.server.http;
