package io.oneport.server.http;

import io.netty.handler.codec.http.HttpMethod;
import java.util.Map;

/**
 * Which endpoint answers which method at which path. Immutable: any thread.
 *
 * @param table by path, then by method; a path that ends in {@code /*} stands for every last segment there. Whoever
 *     gives GET gives HEAD with it.
 */
public record Routes(Map<String, Map<HttpMethod, Endpoint>> table) {
    public Routes {
        table = Map.copyOf(table);
    }

    /** The endpoints at a path, by method; null if there are none. */
    Map<HttpMethod, Endpoint> at(String path) {
        Map<HttpMethod, Endpoint> exact = table.get(path);
        return exact != null ? exact : table.get(path.substring(0, path.lastIndexOf('/') + 1) + "*");
    }
}
