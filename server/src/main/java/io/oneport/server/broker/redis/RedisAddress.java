package io.oneport.server.broker.redis;

import io.oneport.protocol.Setting;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where Redis is.
 *
 * @param text as it was given
 * @param seeds hosts and ports: of Sentinels if {@code master} is given; of one Redis, or of some processes of a cluster
 * @param tls whether to use TLS
 * @param user the ACL user, in the address with percent signs as in a URL; or null
 * @param database its number; 0 with a cluster
 * @param master the name by which the Sentinels know the master, or null without them
 */
public record RedisAddress(
        String text,
        List<HostPort> seeds,
        boolean tls,
        @Nullable String user,
        int database,
        @Nullable String master) {
    private static final int REDIS_PORT = 6379;
    private static final int SENTINEL_PORT = 26379;

    private static final String FORM = "redis://[USER@]HOST[:PORT][,HOST[:PORT]…][/DATABASE], rediss://… for TLS, or"
            + " redis-sentinel://HOST[:PORT],…#MASTER";

    /** A URI's own parser takes no underscore, which names of services have. */
    private static final Pattern HOST_PORT =
            Pattern.compile("(?:\\[([0-9A-Fa-f:.]+(?:%[A-Za-z0-9._-]+)?)]|([\\p{L}\\p{N}._-]+))(?::([0-9]+))?");

    /** A host and a port. */
    public record HostPort(String host, int port) {
        @Override
        public String toString() {
            return (host.indexOf(':') < 0 ? host : '[' + host + ']') + ':' + port;
        }
    }

    /**
     * Reads an address.
     *
     * @throws IllegalArgumentException if it is none; the message says what was expected
     */
    public static RedisAddress parse(String text) {
        int hosts = text.indexOf("://");
        String scheme = hosts < 0 ? "" : text.substring(0, hosts).toLowerCase(Locale.ROOT);
        boolean sentinel = scheme.equals("redis-sentinel") || scheme.equals("rediss-sentinel");
        require(sentinel || scheme.equals("redis") || scheme.equals("rediss"), shown(text));
        String rest = text.substring(hosts + 3);
        int hash = rest.indexOf('#');
        String master = hash < 0 ? null : rest.substring(hash + 1);
        rest = hash < 0 ? rest : rest.substring(0, hash);
        require(sentinel == (master != null && !master.isEmpty()), shown(text));
        int at = rest.lastIndexOf('@');
        String user = at < 0 ? null : rest.substring(0, at);
        if (user != null && user.indexOf(':') >= 0) {
            throw Setting.refused(
                    "engine",
                    shown(text),
                    "no password, which whoever lists processes could read; use engine-password-file");
        }
        require(user == null || !user.isEmpty(), shown(text));
        user = user == null ? null : decoded(user, text);
        rest = rest.substring(at + 1);
        int slash = rest.indexOf('/');
        int database =
                slash < 0 || slash == rest.length() - 1 ? 0 : number(rest.substring(slash + 1), 0, 1 << 20, text);
        List<HostPort> seeds = new ArrayList<>();
        for (String each : (slash < 0 ? rest : rest.substring(0, slash)).split(",", -1)) {
            seeds.add(hostPort(each, sentinel ? SENTINEL_PORT : REDIS_PORT, text));
        }
        return new RedisAddress(text, List.copyOf(seeds), scheme.startsWith("rediss"), user, database, master);
    }

    /** A user's name may have characters that mean something else in an address. */
    private static String decoded(String user, String whole) {
        require(user.matches("(?:[^%]|%[0-9A-Fa-f]{2})*"), shown(whole));
        return URLDecoder.decode(user.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static HostPort hostPort(String text, int otherwise, String whole) {
        Matcher parts = HOST_PORT.matcher(text);
        require(parts.matches(), shown(whole));
        String host = parts.group(1) == null ? parts.group(2) : parts.group(1);
        return new HostPort(host, parts.group(3) == null ? otherwise : number(parts.group(3), 1, 65535, whole));
    }

    private static int number(String text, int least, int most, String whole) {
        boolean digits = text.matches("[0-9]{1,7}");
        require(digits && Integer.parseInt(text) >= least && Integer.parseInt(text) <= most, shown(whole));
        return Integer.parseInt(text);
    }

    private static void require(boolean valid, String shown) {
        if (!valid) {
            throw Setting.refused("engine", shown, FORM);
        }
    }

    /** Without what may be a password. */
    private static String shown(String text) {
        int at = text.lastIndexOf('@');
        int hosts = text.indexOf("://");
        return at < 0 ? text : text.substring(0, Math.max(0, hosts + 3)) + "…" + text.substring(at);
    }

    @Override
    public String toString() {
        return text;
    }
}
