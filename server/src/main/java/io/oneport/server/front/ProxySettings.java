package io.oneport.server.front;

import io.oneport.protocol.Setting;

/**
 * Whose word about a client's address is taken, and in which form.
 *
 * @param trusted the proxies
 * @param protocol whether a trusted proxy begins each connection with a PROXY protocol header
 * @param header the field in which trusted proxies name the client of a request
 */
public record ProxySettings(TrustedProxies trusted, boolean protocol, ForwardedHeader header) {
    /** Where a request names its client. */
    public enum ForwardedHeader {
        /** {@code X-Forwarded-For}, with the scheme in {@code X-Forwarded-Proto}. */
        X_FORWARDED_FOR,
        /** {@code Forwarded} (RFC 7239). */
        FORWARDED,
        /** Nowhere. */
        NONE
    }

    /** No proxy is trusted. */
    public static final ProxySettings NONE =
            new ProxySettings(TrustedProxies.none(), false, ForwardedHeader.X_FORWARDED_FOR);

    /**
     * Checks how the values fit together.
     *
     * @throws IllegalArgumentException if they don't; the message names one and says what was expected
     */
    public ProxySettings {
        Setting.require(
                !protocol || !trusted.isEmpty(),
                "proxy-protocol",
                "on",
                "trusted-proxy as well, with the addresses that PROXY headers may come from");
    }
}
