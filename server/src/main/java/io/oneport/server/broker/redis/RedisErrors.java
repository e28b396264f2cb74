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

    private RedisErrors() {}

    static Reply reply(String message) {
        int space = message.indexOf(' ');
        String code = space < 0 ? message : message.substring(0, space);
        if (message.startsWith("ERR Function not found")) {
            return new Reply.NotDone(true, "FUNCTION", "The functions are not in Redis.");
        } else if (SOON.contains(code)) {
            return new Reply.NotDone(true, code, "Redis said: " + message);
        } else if (LATER.contains(code)) {
            return new Reply.NotDone(false, code, "Redis said: " + message);
        }
        return new Reply.Unknown("Redis said: " + message);
    }
}
