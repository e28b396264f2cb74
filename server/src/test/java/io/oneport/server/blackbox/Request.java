package io.oneport.server.blackbox;

import io.oneport.server.app.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A request as its lines, so that any line can be left out, doubled or spoilt. */
public final class Request {
    /** The key of RFC 6455, section 1.3, and the answer to it. */
    public static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    public static final String ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

    private final String line;
    private final List<String> headers = new ArrayList<>();
    private byte[] body = {};

    private Request(String line) {
        this.line = line;
    }

    /** Starts with this request line and no header at all. */
    public static Request line(String line) {
        return new Request(line);
    }

    /** With the token of operators where one is asked for. */
    public static Request of(String method, String target) {
        Request request = line(method + " " + target + " HTTP/1.1").with("Host: localhost");
        boolean forOperators = target.startsWith("/admin/") || target.equals("/metrics");
        return forOperators ? request.with("Authorization: Bearer " + TestServer.ADMIN_TOKEN) : request;
    }

    public static Request get(String target) {
        return of("GET", target);
    }

    /** An upgrade with everything that RFC 6455, section 4.1, asks for. */
    public static Request upgrade(String target) {
        return get(target)
                .with("Upgrade: websocket")
                .with("Connection: Upgrade")
                .with("Sec-WebSocket-Key: " + KEY)
                .with("Sec-WebSocket-Version: 13");
    }

    public Request with(String header) {
        headers.add(header);
        return this;
    }

    /** Drops every header of this name. */
    public Request without(String name) {
        String prefix = name.toLowerCase(Locale.ROOT) + ":";
        headers.removeIf(header -> header.toLowerCase(Locale.ROOT).startsWith(prefix));
        return this;
    }

    /** A body with the Content-Length that fits it. */
    public Request body(String text) {
        return with("Content-Length: " + text.length()).after(text);
    }

    /** Bytes behind the empty line; no header is added. */
    public Request after(String text) {
        body = Bytes.latin1(text);
        return this;
    }

    public byte[] bytes() {
        StringBuilder head = new StringBuilder(line).append("\r\n");
        headers.forEach(header -> head.append(header).append("\r\n"));
        return Bytes.concat(Bytes.latin1(head.append("\r\n").toString()), body);
    }

    @Override
    public String toString() {
        String shown = line + " " + headers;
        return shown.length() <= 120 ? shown : shown.substring(0, 120) + "...";
    }
}
