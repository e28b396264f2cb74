package io.oneport.server.api;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A request that no socket has sent. */
public final class TestRequest implements Request {
    private final Method method;
    private final String path;
    private final Map<String, List<String>> query = new HashMap<>();
    private final Map<String, List<String>> headers = new HashMap<>();
    private String scheme;

    private TestRequest(Method method, String target) {
        this.method = method;
        int mark = target.indexOf('?');
        this.path = mark < 0 ? target : target.substring(0, mark);
        for (String pair : mark < 0 ? new String[0] : target.substring(mark + 1).split("&")) {
            int equals = pair.indexOf('=');
            query.computeIfAbsent(equals < 0 ? pair : pair.substring(0, equals), name -> new ArrayList<>())
                    .add(equals < 0 ? "" : pair.substring(equals + 1));
        }
    }

    /** A GET for a path, maybe with a query. */
    public static TestRequest get(String target) {
        return new TestRequest(Method.GET, target);
    }

    /** The same request, as a proxy that says which scheme it was made with has passed it on. */
    public TestRequest forwarded(String scheme) {
        this.scheme = scheme;
        return this;
    }

    /** The same request with one more header field. */
    public TestRequest with(String name, String... lines) {
        headers.put(name.toLowerCase(Locale.ROOT), List.of(lines));
        return this;
    }

    @Override
    public Method method() {
        return method;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public String query(String name) {
        List<String> values = queryValues(name);
        return values.isEmpty() ? null : values.get(values.size() - 1);
    }

    @Override
    public List<String> queryValues(String name) {
        return query.getOrDefault(name, List.of());
    }

    @Override
    public Set<String> queryNames() {
        return query.keySet();
    }

    @Override
    public String queryText() {
        return null;
    }

    @Override
    public String header(CharSequence name) {
        List<String> lines = headers(name);
        return lines.isEmpty() ? null : lines.get(0);
    }

    @Override
    public List<String> headers(CharSequence name) {
        return headers.getOrDefault(name.toString().toLowerCase(Locale.ROOT), List.of());
    }

    @Override
    public Set<String> headerNames() {
        return headers.keySet();
    }

    @Override
    public byte[] body() {
        return new byte[0];
    }

    @Override
    public SocketAddress remoteAddress() {
        return InetSocketAddress.createUnresolved("there", 1);
    }

    @Override
    public InetSocketAddress clientAddress() {
        return null;
    }

    @Override
    public String forwardedScheme() {
        return scheme;
    }

    @Override
    public SocketAddress localAddress() {
        return InetSocketAddress.createUnresolved("here", 8080);
    }
}
