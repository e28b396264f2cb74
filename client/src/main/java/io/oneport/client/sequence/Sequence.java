package io.oneport.client.sequence;

import io.oneport.client.blocking.SocketMessage;
import io.oneport.client.blocking.TlsPort;
import io.oneport.client.cli.TextForm;
import io.oneport.client.net.Failures;
import io.oneport.client.net.HttpAnswer;
import io.oneport.client.net.UnreachableException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Future;

/** The nine steps, top to bottom. For one thread, which blocks; to be run once. */
final class Sequence {
    private static final int STEPS = 9;
    private static final int TURNS = 10;
    /** The step in which the server says its first word. */
    private static final int FIRST_ANSWER = 2;

    private final Sockets sockets;
    private final Trace trace;
    private int turn;

    Sequence(Sockets sockets, Trace trace) {
        this.sockets = sockets;
        this.trace = trace;
    }

    /**
     * Runs the steps and traces them; the last line is the verdict.
     *
     * @return whether all held
     * @throws UnreachableException if not even the first socket could be opened, or the port speaks TLS
     */
    boolean run() throws UnreachableException, InterruptedException {
        try {
            steps();
            trace.pass(STEPS);
            return true;
        } catch (UnreachableException unreachable) {
            if (trace.step() == 1) {
                throw unreachable;
            }
            trace.fail("a new connection was not accepted: " + unreachable.getMessage());
            return false;
        } catch (IOException failure) {
            if (trace.step() <= FIRST_ANSWER) {
                TlsPort.refuse(sockets.echo());
            }
            trace.fail(Failures.message(failure));
            return false;
        }
    }

    private void steps() throws IOException, InterruptedException {
        trace.step(1);
        SequenceHttpSocket asking = sockets.open("A");
        SequenceHttpSocket.Upgrade upgrade = asking.askUpgrade();
        trace.line("A", asking.fiveTuple(), "connect, " + upgradeText(), "sent");

        trace.step(2);
        SequenceWebSocket a = asking.verify(upgrade);
        traceSwitch(a);

        trace.step(3);
        List<SocketMessage> messages = SequenceMessages.allSizes("A");
        for (SocketMessage message : messages) {
            a.echo(message);
        }
        trace.line(
                "A", a.fiveTuple(), "echo " + messages.size() + " messages, text and binary, 0B to 64KiB", "all equal");

        trace.step(4);
        SequenceHttpSocket b = sockets.open("B");
        SocketMessage meanwhile = nextTurn("A");
        Future<HttpAnswer> first = b.ask(true);
        a.send(meanwhile);
        trace.line("B", b.fiveTuple(), "connect, " + getText() + ", keep-alive, while A talks", "sent");

        trace.step(5);
        traceAnswer(b, b.verify(first));
        a.expect(meanwhile);
        trace.line("A", a.fiveTuple(), "echo while B was asking", "equal");
        traceAnswer(b, b.verify(b.ask(true)));

        trace.step(6);
        Future<HttpAnswer> last = b.ask(false);
        a.echo(nextTurn("A"));
        trace.line("A", a.fiveTuple(), "echo while B is asking", "equal");
        traceAnswer(b, b.verify(last));
        b.verifyClosed();
        trace.line("B", b.fiveTuple(), "Connection: close", "closed by the server");
        a.echo(nextTurn("A"));
        trace.line("A", a.fiveTuple(), "echo after B has gone", "equal");

        trace.step(7);
        SequenceHttpSocket askingToo = sockets.open("C");
        traceAnswer(askingToo, askingToo.verify(askingToo.ask(true)));
        SequenceHttpSocket.Upgrade upgradeToo = askingToo.askUpgrade();
        trace.line("C", askingToo.fiveTuple(), upgradeText() + " on the same socket", "sent");

        trace.step(8);
        SequenceWebSocket c = askingToo.verify(upgradeToo);
        traceSwitch(c);
        a.echo(nextTurn("A"));
        trace.line("A", a.fiveTuple(), "echo after C has switched", "equal");

        trace.step(9);
        talk(a, c);
        SequenceHttpSocket d = sockets.open("D");
        traceAnswer(d, d.verify(d.ask(true)));
        SequenceHttpSocket askingLast = sockets.open("E");
        SequenceWebSocket e = askingLast.verify(askingLast.askUpgrade());
        traceSwitch(e);
        e.echo(nextTurn("E"));
        trace.line("E", e.fiveTuple(), "echo", "equal");
        traceAnswer(d, d.verify(d.ask(false)));
        d.verifyClosed();
        for (SequenceWebSocket open : List.of(a, c, e)) {
            open.close();
            trace.line(open.name(), open.fiveTuple(), "Close 1000", "Close 1000, then closed by the server");
        }
    }

    /** Two sockets with a message each in flight at the same time: neither may get the other's. */
    private void talk(SequenceWebSocket a, SequenceWebSocket c) throws IOException, InterruptedException {
        for (int i = 0; i < TURNS; i++) {
            SocketMessage fromA = nextTurn("A");
            SocketMessage fromC = nextTurn("C");
            a.send(fromA);
            c.send(fromC);
            try {
                a.expect(fromA);
                c.expect(fromC);
            } catch (StepFailure failure) {
                throwIfCrossed(c, fromA, a);
                throwIfCrossed(a, fromC, c);
                throw failure;
            }
        }
        String asked = "echo " + TURNS + " messages alternating with ";
        trace.line("A", a.fiveTuple(), asked + "C", "all equal, none crossed");
        trace.line("C", c.fiveTuple(), asked + "A", "all equal, none crossed");
    }

    private static void throwIfCrossed(SequenceWebSocket receiver, SocketMessage message, SequenceWebSocket sender)
            throws StepFailure, InterruptedException {
        if (receiver.got(message)) {
            throw new StepFailure("crossed: " + receiver.name() + " got " + SequenceMessages.describe(message)
                    + ", which " + sender.name() + " sent");
        }
    }

    private SocketMessage nextTurn(String name) {
        turn++;
        return SequenceMessages.turn(name, turn);
    }

    private void traceSwitch(SequenceWebSocket socket) {
        trace.line(socket.name(), socket.fiveTuple(), upgradeText(), "101, Sec-WebSocket-Accept right, switched");
    }

    private void traceAnswer(SequenceHttpSocket socket, HttpAnswer answer) {
        String came = answer.statusLine() + ", " + TextForm.length(answer.body().length);
        trace.line(socket.name(), socket.fiveTuple(), getText(), came);
    }

    private String upgradeText() {
        return "GET " + sockets.echo().path() + " with Upgrade";
    }

    private String getText() {
        return "GET " + sockets.httpPath();
    }
}
