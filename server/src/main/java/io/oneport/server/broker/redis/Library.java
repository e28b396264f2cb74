package io.oneport.server.broker.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The functions in Redis. Their names have a version, so that servers with different ones can share a Redis. */
final class Library {
    static final String NAME = "oneport" + Keys.VERSION;
    static final String PUBLISH = NAME + "_publish";
    static final String READ = NAME + "_read";
    static final String JOIN = NAME + "_join";
    static final String BEAT = NAME + "_beat";
    static final String READERS = NAME + "_readers";
    static final String ANNOUNCE = NAME + "_announce";
    static final String DRAIN = NAME + "_drain";

    private static final String CODE = code();

    private Library() {}

    /** Loads it unless it is there. Blocks. */
    static void load(RedisAsyncCommands<String, byte[]> commands, long timeoutMillis) throws LinkException {
        List<Map<String, Object>> found = LinkReply.await(commands.functionList(NAME), timeoutMillis);
        if (found.isEmpty()) {
            try {
                LinkReply.await(commands.functionLoad(CODE, true), timeoutMillis);
            } catch (LinkException e) {
                if (e.getCause() == null || !(e.getCause().getCause() instanceof RedisCommandExecutionException)) {
                    throw e;
                }
                throw new LinkException("its functions cannot be loaded: " + e.getMessage(), e);
            }
        }
    }

    private static String code() {
        try (InputStream in = Objects.requireNonNull(Library.class.getResourceAsStream(NAME + ".lua"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
