package io.oneport.client.fleet;

import io.oneport.client.net.ClientHandshake;
import io.oneport.client.net.Header;
import io.oneport.client.net.Target;
import io.oneport.client.pace.Herd;
import io.oneport.client.plan.LoadPlan;
import io.oneport.client.wire.EncodedRequest;
import io.oneport.client.wire.HttpWire;
import io.oneport.client.wire.Patience;
import io.oneport.client.wire.StreamWire;
import io.oneport.client.wire.WebSocketWire;
import io.oneport.client.wire.Wire;
import io.oneport.client.wire.WireListener;
import io.oneport.client.wire.WireLoop;
import io.oneport.client.wire.Wires;
import java.security.SecureRandom;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Makes and opens the connections of one event loop, as the plan has them. Confined to the loop, but for
 * {@link #execute}.
 */
final class SocketOpener {
    private static final SecureRandom KEYS = new SecureRandom();

    /** So much of an answer may be looked at. */
    private static final Patience READING = Patience.reading(1 << 20);

    private final LoadPlan plan;
    private final Wires wires;
    private final WireLoop loop;
    private final SplittableRandom random;
    private final EncodedRequest page;
    private final Herd herd;

    SocketOpener(LoadPlan plan, Wires wires, WireLoop loop, SplittableRandom random) {
        this.plan = plan;
        this.wires = wires;
        this.loop = loop;
        this.random = random;
        this.page = EncodedRequest.get(
                plan.wires().server(), plan.paths().http(), plan.wires().headers());
        this.herd = new Herd(loop);
    }

    /** Whether connections go through TLS. */
    boolean secure() {
        return plan.wires().server().secure();
    }

    /** How long an answer may take. */
    long timeoutNanos() {
        return plan.wires().limits().timeout().toNanos();
    }

    /** A WebSocket to the plan's echo, not open yet. */
    WebSocketWire webSocket(WireListener listener) {
        return webSocket(plan.paths().webSocket(), listener);
    }

    /** A WebSocket at this path, not open yet. */
    WebSocketWire webSocket(String path, WireListener listener) {
        Target server = plan.wires().server();
        ClientHandshake handshake = new ClientHandshake(
                new Target(server.secure(), server.host(), server.port(), path),
                plan.paths().subprotocols(),
                plan.wires().headers(),
                plan.messages().deflate(),
                KEYS);
        return wires.webSocket(loop, handshake, listener);
    }

    /** A WebSocket as a scenario has it, not open yet. */
    WebSocketWire webSocket(String path, List<String> subprotocols, List<Header> headers, WireListener listener) {
        Target server = plan.wires().server();
        ClientHandshake handshake = new ClientHandshake(
                new Target(server.secure(), server.host(), server.port(), path),
                subprotocols,
                headers,
                plan.messages().deflate(),
                KEYS);
        return wires.webSocket(loop, handshake, listener);
    }

    /** A socket for requests whose answers are read, not open yet. */
    HttpWire readingHttp(WireListener listener) {
        return wires.http(loop, listener, READING);
    }

    /** A request as a scenario has it. */
    EncodedRequest request(String method, String path, List<Header> headers, byte @Nullable [] body) {
        return EncodedRequest.of(method, plan.wires().server(), path, headers, body);
    }

    /** The fields that each request has. */
    List<Header> headers() {
        return plan.wires().headers();
    }

    /** A socket for requests, not open yet. */
    HttpWire http(WireListener listener) {
        return wires.http(loop, listener);
    }

    /** An event stream, not open yet. */
    StreamWire stream(EncodedRequest request, WireListener listener) {
        return wires.stream(loop, request, listener);
    }

    /** The plan's plain GET. */
    EncodedRequest page() {
        return page;
    }

    /**
     * Opens a connection.
     *
     * @param number the socket's; source addresses take turns by it
     */
    void open(Wire wire, int number) {
        wires.open(wire, number);
    }

    /** Runs a task after this delay; one that many sockets may want at once and without delay is spread over some turns. */
    void later(Runnable task, long delayNanos) {
        if (delayNanos == 0) {
            herd.add(task);
        } else {
            loop.schedule(task, delayNanos);
        }
    }

    /** Runs a task after this delay. */
    void schedule(Runnable task, long delayNanos) {
        loop.schedule(task, delayNanos);
    }

    /** Runs a task on the loop, soon. Any thread. */
    void execute(Runnable task) {
        loop.execute(task);
    }

    /** What random choices on this loop come from. */
    SplittableRandom random() {
        return random;
    }

    /** A random number, 0 and above, below this bound. */
    long random(long bound) {
        return random.nextLong(bound);
    }
}
