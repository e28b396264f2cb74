package io.oneport.client.fleet;

import io.oneport.client.blocking.Await;
import io.oneport.client.blocking.ClientConnection;
import io.oneport.client.blocking.Connector;
import io.oneport.client.blocking.Inbox;
import io.oneport.client.blocking.SocketMessage;
import io.oneport.client.blocking.TlsPort;
import io.oneport.client.blocking.WebSocketConnection;
import io.oneport.client.net.ClientHandshake;
import io.oneport.client.net.Failures;
import io.oneport.client.net.HttpAnswer;
import io.oneport.client.net.RefusedException;
import io.oneport.client.net.Target;
import io.oneport.client.net.UnreachableException;
import io.oneport.client.plan.LoadPlan;
import io.oneport.client.plan.Scenario;
import io.oneport.client.plan.TopicShares;
import io.oneport.client.wire.EncodedRequest;
import io.oneport.client.wire.Wire;
import io.oneport.client.wire.WireEnd;
import io.oneport.client.wire.WireListener;
import io.oneport.client.wire.WireLoop;
import io.oneport.client.wire.WireSettings;
import io.oneport.client.wire.Wires;
import io.oneport.protocol.CloseCode;
import io.oneport.protocol.Units;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;

/**
 * Looks at the target before it is loaded: one socket of each kind, so that what is wrong is said in one line. Blocks.
 */
public final class Preflight {
    private static final int MOST_UNSOLICITED = 100;

    private final LoadPlan plan;
    private final WireSettings wires;

    public Preflight(LoadPlan plan) {
        this.plan = plan;
        this.wires = plan.wires();
    }

    /**
     * Looks.
     *
     * @throws UnreachableException if the target is not there, or is not what the plan is for
     */
    public void check() throws IOException, InterruptedException {
        Target server = wires.server();
        try (Connector connector = new Connector(server, wires.trust(), wires.limits())) {
            if (plan.scenario() == Scenario.STEPS) {
                reach(connector);
            } else if (plan.fleet().webSockets() > 0) {
                webSocket(connector);
            }
            if (plan.fleet().http() > 0) {
                page(connector, server);
            }
        }
        if (plan.messages().deflate()) {
            deflate();
        }
        if (plan.fleet().streams() > 0 && plan.scenario() == Scenario.TOPIC) {
            stream();
        }
    }

    /** As the load has it: nothing else here reads what never ends. */
    private void stream() throws IOException, InterruptedException {
        String path = TopicShares.path(plan, 0) + "/sse";
        EncodedRequest request = EncodedRequest.get(wires.server(), path, wires.headers());
        Optional<String> why =
                fault((loops, listener) -> loops.stream(loops.loops().get(0), request, listener));
        if (why.isPresent()) {
            throw unfit("GET " + path, why.get() + "; --topic names another topic");
        }
    }

    /** As the load has it: nothing else here compresses. */
    private void deflate() throws IOException, InterruptedException {
        Optional<String> why = fault((loops, listener) ->
                loops.webSocket(loops.loops().get(0), handshake(webSocketTarget(), true), listener));
        if (why.isPresent()) {
            throw unfit("a WebSocket at " + webSocketTarget().path() + " with --deflate", why.get());
        }
    }

    /** Opens a socket of the load, and cuts it; gives why it could not be opened, if it could not. */
    private Optional<String> fault(BiFunction<Wires, WireListener, Wire> kind)
            throws IOException, InterruptedException {
        CompletableFuture<Optional<String>> fault = new CompletableFuture<>();
        try (Wires loops = new Wires(wires)) {
            WireLoop loop = loops.loops().get(0);
            Wire wire = kind.apply(loops, new WireListener() {
                @Override
                public void ready() {
                    fault.complete(Optional.empty());
                }

                @Override
                public void closed(WireEnd end) {
                    fault.complete(Optional.of(end.what()));
                }
            });
            loop.execute(() -> loops.open(wire, 0));
            Optional<String> why = Await.of(fault);
            loop.execute(() -> wire.cut(false));
            return why;
        }
    }

    private Target webSocketTarget() {
        Target server = wires.server();
        String path = plan.scenario() == Scenario.TOPIC
                ? TopicShares.path(plan, 0)
                : plan.paths().webSocket();
        return new Target(server.secure(), server.host(), server.port(), path);
    }

    private ClientHandshake handshake(Target target, boolean deflate) {
        return new ClientHandshake(target, plan.paths().subprotocols(), wires.headers(), deflate, new SecureRandom());
    }

    private void webSocket(Connector connector) throws IOException, InterruptedException {
        boolean ofTopics = plan.scenario() == Scenario.TOPIC;
        Target target = webSocketTarget();
        Inbox inbox = new Inbox();
        ClientConnection connection = connector.open();
        try {
            WebSocketConnection socket = Await.of(connection.upgrade(handshake(target, false), inbox));
            if (plan.messages().own() != null) {
                Optional<String> why = new OwnMessagesTrial(plan)
                        .fault(socket, inbox, wires.limits().timeout());
                if (why.isPresent()) {
                    throw unfit("a WebSocket at " + target.path(), why.get());
                }
            } else if (!ofTopics) {
                echo(socket, inbox);
            }
            socket.close(CloseCode.NORMAL, "");
        } catch (UnreachableException unfit) {
            throw unfit;
        } catch (IOException refused) {
            TlsPort.refuse(wires.server());
            throw unfit(
                    "a WebSocket at " + target.path(),
                    refused.getMessage()
                            + (!isOfThePath(refused)
                                    ? ""
                                    : ofTopics ? "; --topic names another topic" : "; --ws-path names another path"));
        }
    }

    /** Whether another path may be all that it takes: the server has answered, and sent a page, or said that there is nothing. */
    private static boolean isOfThePath(IOException refused) {
        return refused instanceof RefusedException answer
                ? Set.of(400, 403, 404, 405, 410, 426, 501).contains(answer.status())
                : refused.getMessage() != null && refused.getMessage().startsWith(ClientHandshake.WRONG_STATUS);
    }

    /** Somebody is there; what is wrong with a step, shows in its account. */
    private static void reach(Connector connector) throws IOException, InterruptedException {
        connector.open().close();
    }

    private void echo(WebSocketConnection socket, Inbox inbox) throws IOException, InterruptedException {
        SocketMessage hello = new SocketMessage.Text("oneport-client: is this an echo?");
        Await.of(socket.send(hello));
        String came = "nothing";
        try {
            // A greeting or a push may come first.
            for (int i = 0; i < MOST_UNSOLICITED; i++) {
                Optional<SocketMessage> answer = inbox.next(wires.limits().timeout());
                if (answer.equals(Optional.of(hello))) {
                    return;
                }
                if (answer.isEmpty()) {
                    break;
                }
                came = "something else";
            }
        } catch (SocketTimeoutException late) {
            if (came.equals("nothing")) {
                throw late;
            }
        }
        throw unfit(
                "a WebSocket at " + plan.paths().webSocket(),
                "it sent " + came + " back (expected: an echo; --ws-path names one)");
    }

    private void page(Connector connector, Target server) throws IOException, InterruptedException {
        String path = plan.paths().http();
        ClientConnection connection = connector.open();
        try {
            HttpAnswer answer = Await.of(connection.get(path, false, wires.headers()));
            if (answer.status() < 200 || answer.status() > 299) {
                TlsPort.refuse(wires.server());
                String wait = answer.retryAfter()
                        .map(time -> "; the server asks to wait " + Units.text(time))
                        .orElse("");
                throw unfit(
                        "GET " + path, answer.sentence() + wait + " (expected: 200; --http-path names another page)");
            }
        } catch (UnreachableException unfit) {
            throw unfit;
        } catch (IOException failed) {
            TlsPort.refuse(wires.server());
            throw unfit("GET " + path, Failures.message(failed));
        }
    }

    private UnreachableException unfit(String what, String why) {
        return new UnreachableException(wires.server().hostAndPort() + ": " + what + ": " + why, null);
    }
}
