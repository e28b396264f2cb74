package io.oneport.server.api;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is served at which path, over HTTP and as WebSockets. Immutable: any thread.
 *
 * <p>A pattern is a path. One that ends in {@code /*} stands for every last segment there, and one that ends in
 * {@code /**}, after a single segment or none, for everything below it. The most specific pattern that matches a path has it
 * for all methods.
 */
public final class Routes {
    /** What is at the paths of one pattern. */
    public static final class Resource {
        private final Map<Method, Route> endpoints = new EnumMap<>(Method.class);
        private @Nullable Route webSocket;

        private Resource() {}

        /** The route of a method, or null. HEAD goes where GET does. */
        public @Nullable Route endpoint(Method method) {
            return endpoints.get(method == Method.HEAD ? Method.GET : method);
        }

        /** The route that opens WebSockets, or null. */
        public @Nullable Route webSocket() {
            return webSocket;
        }

        /** The methods that have a meaning here, as in the header field Allow (RFC 9110, section 10.2.1). */
        public String allowed() {
            TreeSet<String> methods = new TreeSet<>();
            endpoints.keySet().forEach(method -> methods.add(method.name()));
            if (webSocket != null) {
                methods.add(Method.GET.name());
            }
            if (methods.contains(Method.GET.name())) {
                methods.add(Method.HEAD.name());
            }
            methods.add(Method.OPTIONS.name());
            return String.join(", ", methods);
        }

        private void add(Route route) {
            Route other = route.webSocket() == null ? endpoints.put(route.method(), route) : webSocket;
            if (other != null) {
                throw new IllegalArgumentException("two routes for " + route.method() + " at " + route.pattern());
            }
            if (route.webSocket() != null) {
                webSocket = route;
            }
        }
    }

    private final Map<String, Resource> resources = new HashMap<>();

    /**
     * Builds the table.
     *
     * @throws IllegalArgumentException if two routes have the same pattern and method, or both open WebSockets there
     */
    public Routes(List<Route> routes) {
        for (Route route : routes) {
            resources
                    .computeIfAbsent(route.pattern(), pattern -> new Resource())
                    .add(route);
        }
    }

    /** What is at a path; null if nothing is. */
    public @Nullable Resource at(String path) {
        Resource found = resources.get(path);
        if (found == null) {
            found = resources.get(path.substring(0, path.lastIndexOf('/') + 1) + "*");
        }
        if (found == null) {
            found = resources.get(below(path));
        }
        return found != null || !path.startsWith("/") ? found : resources.get("/**");
    }

    /** The pattern for everything below a path's first segment, such as {@code /t/**}; empty if it has just one. */
    private static String below(String path) {
        int end = path.indexOf('/', 1);
        return end < 0 ? "" : path.substring(0, end) + "/**";
    }
}
