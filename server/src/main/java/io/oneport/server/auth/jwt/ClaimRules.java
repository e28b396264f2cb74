package io.oneport.server.auth.jwt;

import com.nimbusds.jwt.JWTClaimsSet;
import io.oneport.protocol.Setting;
import io.oneport.protocol.Units;
import io.oneport.server.api.Principal;
import io.oneport.server.api.TopicPatterns;
import java.text.ParseException;
import java.time.Duration;
import java.util.Date;
import java.util.List;

/**
 * What a token must say, beside being signed (RFC 7519, section 4.1).
 *
 * @param audience what {@code aud} must contain; empty for no such rule
 * @param issuer what {@code iss} must be; empty for no such rule
 * @param clockSkew how far the clocks of issuer and server may differ
 * @param allowNoExpiry whether a token may go without {@code exp}
 */
public record ClaimRules(String audience, String issuer, Duration clockSkew, boolean allowNoExpiry) {
    private static final Duration MAX_SKEW = Duration.ofMinutes(5);
    private static final int MAX_NAME_CHARS = 255;
    /** The end of the year 9999: what is later is no time, and would not fit the clock. */
    private static final long LAST_MILLIS = 253_402_300_799_999L;

    /** Why a token is refused; without a stack trace, since any request can cause one. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        Refused(String reason) {
            super(reason, null, false, false);
        }
    }

    public ClaimRules {
        Setting.require(
                !clockSkew.isNegative() && clockSkew.compareTo(MAX_SKEW) <= 0,
                "jwt-clock-skew",
                Units.text(clockSkew),
                "0s to " + Units.text(MAX_SKEW));
    }

    /**
     * Who a token speaks for.
     *
     * @param otherwise the name if it has no {@code sub}
     * @throws Refused if it breaks a rule; the reason names the rule and nothing of the token
     */
    Principal principal(JWTClaimsSet claims, String otherwise, long nowMillis) throws Refused {
        long expires = expires(claims.getExpirationTime(), nowMillis);
        Date notBefore = claims.getNotBeforeTime();
        if (notBefore != null && notBefore.getTime() - clockSkew.toMillis() > nowMillis) {
            throw new Refused("not yet valid, nbf is in the future");
        }
        if (!audience.isEmpty() && !claims.getAudience().contains(audience)) {
            throw new Refused("aud does not name this server, see jwt-audience");
        }
        if (!issuer.isEmpty() && !issuer.equals(claims.getIssuer())) {
            throw new Refused("iss is another issuer, see jwt-issuer");
        }
        return new Principal(
                name(claims.getSubject(), otherwise),
                true,
                patterns(claims, "publish"),
                patterns(claims, "subscribe"),
                expires);
    }

    private long expires(Date expiry, long nowMillis) throws Refused {
        if (expiry == null) {
            if (allowNoExpiry) {
                return Principal.NEVER;
            }
            throw new Refused("exp is missing");
        }
        if (expiry.getTime() > LAST_MILLIS) {
            throw new Refused("exp is after the year 9999");
        }
        long expires = expiry.getTime() + clockSkew.toMillis();
        if (expires <= nowMillis) {
            throw new Refused("expired");
        }
        return expires;
    }

    private static String name(String subject, String otherwise) throws Refused {
        if (subject == null || subject.isEmpty()) {
            return otherwise;
        }
        if (subject.length() > MAX_NAME_CHARS || subject.chars().anyMatch(Character::isISOControl)) {
            throw new Refused("sub is longer than " + MAX_NAME_CHARS + " characters, or has control characters");
        }
        return subject;
    }

    private static TopicPatterns patterns(JWTClaimsSet claims, String name) throws Refused {
        Object claim = claims.getClaim(name);
        if (claim == null) {
            return TopicPatterns.NONE;
        }
        try {
            List<String> patterns = claims.getStringListClaim(name);
            return TopicPatterns.of(name, patterns);
        } catch (ParseException | IllegalArgumentException | NullPointerException e) {
            throw new Refused("claim " + name + " is no list of up to " + TopicPatterns.MAX_PATTERNS
                    + " topic patterns, each a name, a beginning and *, or *");
        }
    }
}
