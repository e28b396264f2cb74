package io.oneport.server.features.files;

import io.oneport.server.api.MediaType;
import io.oneport.server.api.Method;
import io.oneport.server.api.Request;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks for, so that another thread can answer it. Immutable: any thread.
 *
 * @param path as it was sent
 * @param name the file that it names
 * @param toHead whether the answer has no body
 * @param acceptEncoding all lines of Accept-Encoding
 * @param page whether it looks like a page of an application: HTML is wanted by name, and the path has no file's ending
 */
record Asked(
        String path,
        @Nullable String query,
        FileName name,
        boolean toHead,
        List<String> acceptEncoding,
        Preconditions preconditions,
        boolean page,
        long nowNanos) {
    static Asked of(Request request, FileName name, long nowNanos) {
        return new Asked(
                request.path(),
                request.queryText(),
                name,
                request.method() == Method.HEAD,
                request.headers("accept-encoding"),
                preconditions(request),
                isPage(request, name),
                nowNanos);
    }

    private static Preconditions preconditions(Request request) {
        List<String> ifMatch = request.headers("if-match");
        List<String> ifNoneMatch = request.headers("if-none-match");
        String ifUnmodifiedSince = joined(request, "if-unmodified-since");
        String ifModifiedSince = joined(request, "if-modified-since");
        String range = request.method() == Method.GET ? joined(request, "range") : null;
        boolean none = ifMatch.isEmpty()
                && ifNoneMatch.isEmpty()
                && ifUnmodifiedSince == null
                && ifModifiedSince == null
                && range == null;
        return none
                ? Preconditions.NONE
                : new Preconditions(
                        ifMatch, ifUnmodifiedSince, ifNoneMatch, ifModifiedSince, range, joined(request, "if-range"));
    }

    /** A field that may be given once; of several lines none counts alone, and what they say together is not understood. */
    private static @Nullable String joined(Request request, String name) {
        String first = request.header(name);
        return first == null ? null : String.join(", ", request.headers(name));
    }

    private static boolean isPage(Request request, FileName name) {
        List<String> accept = request.headers("accept");
        if (accept.isEmpty() || name.last().indexOf('.') >= 0) {
            return false;
        }
        MediaType.Welcome html = MediaType.welcome(accept, "text/html");
        return html.named() && html.weight() > 0;
    }
}
