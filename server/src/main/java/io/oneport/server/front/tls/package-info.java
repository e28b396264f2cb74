/**
 * TLS: from a ClientHello to a connection whose bytes are encrypted, and which the next stage speaks on as on any other.
 *
 * <p>{@link io.oneport.server.front.tls.TlsStage} is the handshake; what stays in the pipeline after it are Netty's handler
 * and {@link io.oneport.server.front.tls.TlsWire}. {@link io.oneport.server.front.tls.TlsCertificates} has the certificates
 * in force.
 */
@NullMarked
package io.oneport.server.front.tls;

import org.jspecify.annotations.NullMarked;
