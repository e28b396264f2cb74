package io.oneport.server.broker.redis;

import io.lettuce.core.RedisURI;
import java.util.HashMap;
import java.util.Map;

/** What {@code INFO} says of a Redis process. */
final class RedisInfo {
    private static final int LEAST_MAJOR = 7;

    private final Map<String, String> values = new HashMap<>();

    private RedisInfo() {}

    static RedisInfo parse(String text) {
        RedisInfo info = new RedisInfo();
        for (String line : text.split("\r?\n")) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                info.values.put(line.substring(0, colon), line.substring(colon + 1));
            }
        }
        return info;
    }

    private String value(String name) {
        return values.getOrDefault(name, "");
    }

    String version() {
        return value("redis_version");
    }

    String runId() {
        return value("run_id");
    }

    /** Another one whenever the process, or what it replicates, has changed. */
    String process() {
        return head(runId()) + head(value("master_replid"));
    }

    private static String head(String id) {
        return id.substring(0, Math.min(16, id.length()));
    }

    boolean cluster() {
        return value("cluster_enabled").equals("1");
    }

    /** Whether every write goes to a file before its answer, or nearly so. */
    boolean appendOnlyFile() {
        return value("aof_enabled").equals("1");
    }

    String shownAddress(RedisURI uri) {
        return uri.getHost() == null ? "port " + value("tcp_port") : uri.getHost() + ":" + uri.getPort();
    }

    /** Refuses a Redis that would lose messages, or lacks what is needed. */
    void requireUsable() throws LinkException {
        String major = version().replaceAll("[.].*", "");
        if (!major.matches("[0-9]{1,4}") || Integer.parseInt(major) < LEAST_MAJOR) {
            throw new LinkException("it is Redis " + version() + " (expected: 7.0 or newer)");
        }
        if (value("loading").equals("1")) {
            throw new LinkException("it is reading its data from disk");
        }
        if (!value("role").equals("master")) {
            throw new LinkException("it is a replica (expected: the master)");
        }
        String policy = value("maxmemory_policy");
        if (!policy.equals("noeviction")) {
            throw new LinkException("maxmemory-policy: " + policy
                    + " (expected: noeviction; any other lets Redis drop messages that were acknowledged)");
        }
    }
}
