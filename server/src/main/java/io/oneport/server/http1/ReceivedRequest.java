package io.oneport.server.http1;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.oneport.protocol.Setting;
import io.oneport.server.api.Method;
import io.oneport.server.api.Request;
import io.oneport.server.connection.Connection;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A request that was decoded from HTTP/1 and has passed the {@link RequestGuard}. Confined to the socket's event loop. */
final class ReceivedRequest implements Request {
    private static final byte[] NO_BODY = new byte[0];

    private final Connection socket;
    private final HttpRequest head;
    private final String path;
    private byte[] body = NO_BODY;

    ReceivedRequest(Connection socket, HttpRequest head) {
        this.socket = socket;
        this.head = head;
        String target = head.uri();
        int query = target.indexOf('?');
        this.path = query < 0 ? target : target.substring(0, query);
    }

    /** The head as it was decoded. */
    HttpRequest head() {
        return head;
    }

    @Override
    public Method method() {
        return Method.valueOf(head.method().name());
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public @Nullable String query(String name) {
        List<String> values = queryValues(name);
        if (values.size() > 1) { // a proxy may have looked at another one than the one that would count here
            throw Setting.refused(name, String.join(", ", values), "given once");
        }
        return values.isEmpty() ? null : values.get(0);
    }

    @Override
    public List<String> queryValues(String name) {
        return query().getOrDefault(name, List.of());
    }

    @Override
    public Set<String> queryNames() {
        return query().keySet();
    }

    @Override
    public @Nullable String queryText() {
        return path.length() == head.uri().length() ? null : head.uri().substring(path.length() + 1);
    }

    private Map<String, List<String>> query() {
        return QueryParameters.of(head.uri());
    }

    @Override
    public String header(CharSequence name) {
        return head.headers().get(name);
    }

    @Override
    public List<String> headers(CharSequence name) {
        HttpHeaders headers = head.headers();
        return headers.contains(name) ? headers.getAll(name) : List.of(); // getAll makes objects even for none
    }

    @Override
    public Set<String> headerNames() {
        return head.headers().names();
    }

    @Override
    public byte[] body() {
        return body;
    }

    void body(byte[] body) {
        this.body = body;
    }

    void forgetBody() {
        body = NO_BODY;
    }

    @Override
    public SocketAddress remoteAddress() {
        return socket.channel().remoteAddress();
    }

    @Override
    public SocketAddress localAddress() {
        return socket.channel().localAddress();
    }

    /** The connection has it, since requests come one at a time. */
    @Override
    public @Nullable InetSocketAddress clientAddress() {
        return socket.clientAddress();
    }

    @Override
    public @Nullable String forwardedScheme() {
        return socket.forwardedScheme();
    }
}
