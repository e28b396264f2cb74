package io.oneport.server.app;

import io.oneport.protocol.Setting;
import io.oneport.server.front.ProxySettings;
import io.oneport.server.front.ProxySettings.ForwardedHeader;
import io.oneport.server.front.TrustedProxies;
import java.util.List;
import picocli.CommandLine.Option;

/** The settings of {@link ProxySettings}. */
final class ProxyOptions {
    @Option(
            names = "--trusted-proxy",
            paramLabel = "CIDR",
            split = Settings.COMMA,
            defaultValue = "",
            description = "Address or block, such as 10.0.0.0/8, of proxies that may say who the client is; repeatable"
                    + " (none: the peer is the client).")
    List<String> trusted;

    @Option(
            names = "--proxy-protocol",
            paramLabel = "on|off",
            defaultValue = "off",
            description = "Whether each connection from a trusted proxy begins with a PROXY protocol header, version 1"
                    + " or 2; one without is then refused (${DEFAULT-VALUE}).")
    String protocol;

    @Option(
            names = "--forwarded-header",
            paramLabel = "NAME",
            defaultValue = "x-forwarded-for",
            description = "Header in which trusted proxies name the client of a request: x-forwarded-for, forwarded or"
                    + " none (${DEFAULT-VALUE}).")
    String header;

    /**
     * The settings, checked.
     *
     * @throws IllegalArgumentException if a value is wrong; the message is the line for the person
     */
    ProxySettings toSettings() {
        boolean on = protocol.equals("on");
        Setting.require(on || protocol.equals("off"), "proxy-protocol", protocol, "on or off");
        return new ProxySettings(
                new TrustedProxies(
                        trusted.stream().filter(block -> !block.isEmpty()).toList()),
                on,
                forwardedHeader());
    }

    private ForwardedHeader forwardedHeader() {
        return switch (header) {
            case "x-forwarded-for" -> ForwardedHeader.X_FORWARDED_FOR;
            case "forwarded" -> ForwardedHeader.FORWARDED;
            case "none" -> ForwardedHeader.NONE;
            default -> throw Setting.refused("forwarded-header", header, "x-forwarded-for, forwarded or none");
        };
    }
}
