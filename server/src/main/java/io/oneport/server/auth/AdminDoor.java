package io.oneport.server.auth;

import io.oneport.server.api.Admission;
import io.oneport.server.api.Filter;
import io.oneport.server.api.Problem;
import io.oneport.server.api.Request;
import io.oneport.server.api.Response;
import io.oneport.server.api.Status;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a route to operators: to who shows the admin token, in {@code Authorization: Bearer}.
 *
 * <p>That a request comes from this machine is no reason to let it in: behind a proxy on this machine, all of them do, and
 * nginx's plainest {@code proxy_pass} sends a loopback Host and no field that gives it away. Only at a door that is not
 * the public one, a port that no proxy is pointed at, may people at this machine come without a token; what shows any sign
 * of a proxy, or of a web page, may not even there.
 *
 * @param origins the web pages that may ask at all
 * @param token the operators' token
 * @param openToLocal whether requests that come straight from this machine need no token
 */
public record AdminDoor(AllowedOrigins origins, AdminToken token, boolean openToLocal) implements Filter {
    /** What proxies, balancers and content delivery networks add to requests. */
    private static final Set<String> SIGNS_OF_A_PROXY = Set.of(
            "forwarded",
            "via",
            "proxy-connection",
            "proxy-client-ip",
            "wl-proxy-client-ip",
            "x-proxyuser-ip",
            "x-client-ip",
            "x-cluster-client-ip",
            "x-remote-addr",
            "x-remote-ip",
            "remote-addr",
            "client-ip",
            "x-host",
            "x-scheme",
            "x-nginx-proxy",
            "x-varnish",
            "x-request-start",
            "x-appengine-user-ip",
            "x-cloud-trace-context",
            "x-arr-log-id",
            "x-arr-ssl",
            "x-sucuri-clientip",
            "x-coming-from",
            "incap-client-ip",
            "cdn-loop",
            "true-client-ip",
            "fly-client-ip");

    /** How the names of others begin. */
    private static final List<String> BEGINNINGS = List.of(
            "x-forwarded",
            "x-original-",
            "x-real-",
            "x-envoy-",
            "x-amz",
            "x-azure-",
            "x-vercel-",
            "x-nf-",
            "x-akamai-",
            "akamai-",
            "fastly-",
            "cf-");

    @Override
    public Admission decide(Request request) {
        Admission admission = origins.decide(request);
        if (admission instanceof Admission.Denied) {
            return admission;
        }
        if (openToLocal && comesStraightFromHere(request) || showsToken(request)) {
            return Admission.GRANTED;
        }
        return new Admission.Denied(unauthorized());
    }

    /** The same for a wrong token as for none. */
    private static Response unauthorized() {
        return Problem.of(
                Status.UNAUTHORIZED,
                "This path is for operators (expected: Authorization: Bearer, with the token of admin-token-file).",
                Map.of("www-authenticate", "Bearer realm=\"oneport admin\""));
    }

    private boolean showsToken(Request request) {
        List<String> lines = request.headers("authorization");
        if (lines.size() != 1) {
            return false;
        }
        String shown = Bearer.token(lines.get(0));
        return shown != null && token.matches(shown);
    }

    private static boolean comesStraightFromHere(Request request) {
        String host = request.header("host");
        return host != null
                && HostNames.isLoopback(host)
                && isLoopback(request.remoteAddress())
                && isLoopback(request.localAddress())
                && isLoopback(request.clientAddress())
                && request.headerNames().stream().noneMatch(AdminDoor::isSignOfAProxy);
    }

    private static boolean isSignOfAProxy(String field) {
        String name = field.toLowerCase(Locale.ROOT);
        return SIGNS_OF_A_PROXY.contains(name) || BEGINNINGS.stream().anyMatch(name::startsWith);
    }

    private static boolean isLoopback(@Nullable SocketAddress address) {
        return address instanceof InetSocketAddress inet
                && inet.getAddress() != null
                && inet.getAddress().isLoopbackAddress();
    }
}
