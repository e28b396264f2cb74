package io.oneport.server.broker.redis;

import java.util.Set;

/** What Redis says instead of doing something. */
final class RedisErrors {
    /** Said before anything is done; the next attempt may find it otherwise, maybe elsewhere. */
    private static final Set<String> SOON = Set.of(
            "STALE",
            "READONLY",
            "LOADING",
            "BUSY",
            "MOVED",
            "ASK",
            "TRYAGAIN",
            "CLUSTERDOWN",
            "MASTERDOWN",
            "NOSCRIPT");

    /** Said before anything is done; somebody has to do something about it. */
    private static final Set<String> LATER =
            Set.of("OOM", "MISCONF", "NOREPLICAS", "NOPERM", "NOAUTH", "WRONGPASS", "TOOMANY");

    private static final String NO_FUNCTION = "ERR Function not found";

    private RedisErrors() {}

    /** What an error means, and what to do; of one that says that itself, the error. */
    static String explained(String message) {
        String said = message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
        if (said.startsWith("NOAUTH")) {
            return "NOAUTH: it wants a password (expected: engine-password-file, and the user in engine)";
        } else if (said.startsWith("WRONGPASS")) {
            return "WRONGPASS: it does not know this user or password (expected: the user in engine, the password in"
                    + " engine-password-file)";
        } else if (said.startsWith("NOPERM")) {
            return said + " (expected: the rights that docs/several-servers.md lists)";
        } else if (said.startsWith("ERR unknown command")) {
            return said.replaceAll(", with args.*", "") + " (expected: Redis 7.0 or newer, with no command renamed)";
        } else if (said.startsWith(NO_FUNCTION)) {
            return "it has other functions of the name " + Library.NAME + " (expected: none; FUNCTION DELETE "
                    + Library.NAME + " removes them)";
        } else if (said.startsWith("ERR DB index")) {
            return said + " (expected: a database that it has, see its setting databases)";
        } else if (said.startsWith("ERR SELECT is not allowed in cluster mode")) {
            return "it is a cluster, which has no databases (expected: no number of one in engine)";
        }
        return said;
    }

    static Reply reply(String message) {
        int space = message.indexOf(' ');
        String code = space < 0 ? message : message.substring(0, space);
        String explained = "Redis said: " + explained(message) + ".";
        if (message.startsWith(NO_FUNCTION)) {
            return new Reply.NotDone(true, "FUNCTION", "The functions are not in Redis.");
        } else if (SOON.contains(code)) {
            return new Reply.NotDone(true, code, explained);
        } else if (LATER.contains(code)) {
            return new Reply.NotDone(false, code, explained);
        }
        return new Reply.Unknown(explained);
    }
}
