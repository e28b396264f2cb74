package io.oneport.server.connection;

import org.jspecify.annotations.Nullable;

/**
 * What the two sides of a TLS connection have agreed on. Immutable: any thread.
 *
 * @param version such as {@code TLSv1.3}
 * @param cipher the cipher suite by its registered name, such as {@code TLS_AES_128_GCM_SHA256}
 * @param serverName the name that the client asked for (RFC 6066, section 3), in lower case; null if it named none
 * @param applicationProtocol the protocol agreed on by ALPN (RFC 7301); null if the client offered none
 * @param clientSubject the subject of the client's certificate (RFC 2253), which was verified; null if it has sent none
 */
public record TlsSession(
        String version,
        String cipher,
        @Nullable String serverName,
        String applicationProtocol,
        @Nullable String clientSubject) {}
