package io.oneport.server.http1;

import io.netty.handler.codec.http.HttpMethod;
import java.util.Map;

/**
 * Which endpoint answers which method at which path. Immutable: any thread.
 *
 * @param table by path, then by method; a path that ends in {@code /*} stands for every last segment there, and one that
 *     ends in {@code /**} for everything below it, if its parent is a single segment. Whoever gives GET gives HEAD with
 *     it.
 */
public record Routes(Map<String, Map<HttpMethod, Endpoint>> table) {
    public Routes {
        table = Map.copyOf(table);
    }

    /** The endpoints at a path, by method; null if there are none. */
    Map<HttpMethod, Endpoint> at(String path) {
        Map<HttpMethod, Endpoint> found = table.get(path);
        if (found == null) {
            found = table.get(path.substring(0, path.lastIndexOf('/') + 1) + "*");
        }
        return found != null ? found : table.get(below(path));
    }

    /** The pattern for everything below a path's first segment, such as {@code /t/**}; empty if it has just one. */
    public static String below(String path) {
        int end = path.indexOf('/', 1);
        return end < 0 ? "" : path.substring(0, end) + "/**";
    }
}
