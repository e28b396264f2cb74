/**
 * HTTP/1.1 on one socket: one request at a time, each answered before the next is read.
 *
 * <p>The way of a request: {@link io.oneport.server.http1.RequestDecoder}, {@link io.oneport.server.http1.RequestGuard},
 * the upgrade detector (of another package, handed in), {@link io.oneport.server.http1.Router}, an
 * {@link io.oneport.server.api.Endpoint}, and back through {@link io.oneport.server.http1.HttpConnection} and its
 * {@link io.oneport.server.http1.AnswerWriter}. The decoder and the router know the connection; it knows them as interfaces
 * only, so that these classes form no ring.
 */
@NullMarked
package io.oneport.server.http1;

import org.jspecify.annotations.NullMarked;
