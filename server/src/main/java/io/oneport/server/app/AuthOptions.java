package io.oneport.server.app;

import io.oneport.protocol.Setting;
import io.oneport.server.auth.Anonymous;
import io.oneport.server.auth.AuthSettings;
import io.oneport.server.auth.Origins;
import io.oneport.server.auth.jwt.ClaimRules;
import io.oneport.server.auth.jwt.KeyFile;
import io.oneport.server.auth.jwt.KeySet;
import io.oneport.server.auth.jwt.RemoteKeys;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Option;

/** The settings that say who gets in. */
final class AuthOptions {
    @Option(
            names = "--allow-anonymous",
            paramLabel = "none|subscribe|all",
            defaultValue = "",
            description = "What requests without a token may do with topics. Needed to listen on a public address"
                    + " without jwt-key and jwt-jwks (none with one of them; else all).")
    String allowAnonymous;

    @Option(
            names = "--jwt-key",
            paramLabel = "FILE",
            defaultValue = "",
            description =
                    "Keys that tokens (JWT) are checked with: a secret of 32 bytes or more (HS256); public keys in"
                            + " PEM, RSA (RS256), EC on P-256 (ES256) or Ed25519 (EdDSA); or a JWK or JWK Set (none).")
    String jwtKey;

    @Option(
            names = "--jwt-jwks",
            paramLabel = "URL",
            defaultValue = "",
            description =
                    "JWK Set that keys are fetched from, in place of jwt-key: https, or http on a loopback address"
                            + " (none).")
    String jwtJwks;

    @Option(
            names = "--jwt-jwks-refresh",
            paramLabel = "TIME",
            defaultValue = "5m",
            description = "Time between two fetches of jwt-jwks; an unknown key is fetched sooner, once in 10 s"
                    + " (${DEFAULT-VALUE}).")
    Duration jwtJwksRefresh;

    @Option(
            names = "--jwt-audience",
            paramLabel = "NAME",
            defaultValue = "",
            description = "What the claim aud of a token must contain (any, or none).")
    String jwtAudience;

    @Option(
            names = "--jwt-issuer",
            paramLabel = "NAME",
            defaultValue = "",
            description = "What the claim iss of a token must be (any, or none).")
    String jwtIssuer;

    @Option(
            names = "--jwt-clock-skew",
            paramLabel = "TIME",
            defaultValue = "10s",
            description = "Difference allowed between the issuer's clock and the server's, for exp and nbf; at most 5m"
                    + " (${DEFAULT-VALUE}).")
    Duration jwtClockSkew;

    @Option(
            names = "--jwt-allow-no-expiry",
            paramLabel = "true|false",
            arity = "0..1",
            defaultValue = "false",
            fallbackValue = "true",
            description = "Accept tokens without exp, which are good for ever (${DEFAULT-VALUE}).")
    boolean jwtAllowNoExpiry;

    @Option(
            names = "--jwt-cookie",
            paramLabel = "NAME",
            defaultValue = "",
            description = "Cookie that may have the token, on requests of the server's own pages only (none).")
    String jwtCookie;

    @Option(
            names = "--jwt-query",
            paramLabel = "NAME",
            defaultValue = "",
            description = "Query parameter that may have the token, for clients that can set no header; proxies and"
                    + " browsers may record it (none).")
    String jwtQuery;

    @Option(
            names = "--origin",
            paramLabel = "ORIGIN",
            split = Settings.COMMA,
            defaultValue = "",
            description = "Origin, besides the server's own, whose pages may open WebSockets and read topics, such"
                    + " as https://example.com, or * for all; repeatable (none).")
    List<String> origins;

    /** Whether the file of keys is read. */
    boolean readsFiles = true;

    /**
     * What the fields say, checked; the keys are read.
     *
     * @param warnings takes what deserves attention but is no reason to stop
     * @param host where the server listens
     * @throws IllegalArgumentException if a value is bad, or everyone could get in and nobody has said that they may
     */
    AuthSettings toSettings(List<String> warnings, String host) {
        Path keyFile = jwtKey.isEmpty() ? null : Path.of(jwtKey);
        KeySet keys = keyFile == null || !readsFiles ? null : KeyFile.read(keyFile);
        if (keyFile != null && keys != null && keys.hasSecret()) {
            SecretFile.check("jwt-key", keyFile, warnings);
        }
        ClaimRules rules = new ClaimRules(jwtAudience, jwtIssuer, jwtClockSkew, jwtAllowNoExpiry);
        URI jwks = jwtJwks.isEmpty() ? null : RemoteKeys.url(jwtJwks);
        return new AuthSettings(keyFile, keys, jwks, jwtJwksRefresh, rules, anonymous(host), jwtCookie, jwtQuery);
    }

    /**
     * The origins besides the server's own, checked.
     *
     * @throws IllegalArgumentException if one is none
     */
    Origins toOrigins() {
        return new Origins(origins.stream().filter(origin -> !origin.isEmpty()).toList());
    }

    private Anonymous anonymous(String host) {
        boolean keys = !jwtKey.isEmpty() || !jwtJwks.isEmpty();
        if (allowAnonymous.isEmpty()) {
            Setting.require(
                    keys || !isPublic(host),
                    "host",
                    host,
                    "a loopback address; for a public one, say who gets in: --jwt-key FILE or --jwt-jwks URL for those with a"
                            + " token, --allow-anonymous subscribe or --allow-anonymous all for everyone");
            return keys ? Anonymous.NONE : Anonymous.ALL;
        }
        Anonymous anonymous = Anonymous.parse(allowAnonymous);
        Setting.require(
                keys || anonymous != Anonymous.NONE,
                "allow-anonymous",
                allowAnonymous,
                "subscribe or all, or --jwt-key FILE or --jwt-jwks URL as well: without keys nobody could use a topic");
        return anonymous;
    }

    /** Whether others than this machine may reach the address; a name that is unknown is refused when it is bound. */
    private static boolean isPublic(String host) {
        try {
            return !InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
