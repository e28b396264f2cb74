package io.oneport.server.broker.redis;

import io.oneport.protocol.Setting;
import io.oneport.protocol.Units;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where messages are kept if that is Redis, and what calls to it are held to.
 *
 * @param address where it is; null if messages are kept elsewhere
 * @param passwordFile has the password in its first line; null for none
 * @param certificates the authorities that may have signed its certificate, in PEM; null for those of the JDK
 * @param prefix what all keys and channels begin with
 * @param publishTimeout how long a publication or a read may take
 * @param inFlightBytes bytes of publications that Redis has not answered, those that wait to be sent included
 * @param grace how long readers are kept while Redis is away
 */
public record RedisSettings(
        @Nullable RedisAddress address,
        @Nullable Path passwordFile,
        @Nullable Path certificates,
        String prefix,
        Duration publishTimeout,
        long inFlightBytes,
        Duration grace) {
    /**
     * Checks every value.
     *
     * @throws IllegalArgumentException if one is out of range; the message names it and says what was expected
     */
    public RedisSettings {
        Setting.require(
                prefix.matches("[A-Za-z0-9._:-]{1,64}"),
                "engine-prefix",
                prefix,
                "1 to 64 characters of A-Z a-z 0-9 . _ : -");
        requireWithin("publish-timeout", publishTimeout, Duration.ofMillis(100), Duration.ofMinutes(1));
        requireWithin("engine-grace", grace, Duration.ofMillis(100), Duration.ofHours(1));
        Setting.require(inFlightBytes >= 1 << 20, "engine-in-flight", Units.sizeText(inFlightBytes), "1MiB or more");
        if (address == null) {
            Setting.require(passwordFile == null, "engine-password-file", passwordFile, "only with engine");
            Setting.require(certificates == null, "engine-ca", certificates, "only with engine");
        }
    }

    private static void requireWithin(String name, Duration given, Duration least, Duration most) {
        Setting.require(
                given.compareTo(least) >= 0 && given.compareTo(most) <= 0,
                name,
                Units.text(given),
                Units.text(least) + " to " + Units.text(most));
    }

    /** Whether messages are kept in Redis. */
    public boolean enabled() {
        return address != null;
    }
}
