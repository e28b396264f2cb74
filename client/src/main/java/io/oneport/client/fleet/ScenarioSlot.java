package io.oneport.client.fleet;

import io.oneport.client.net.ConnectionEnds;
import io.oneport.client.net.HttpAnswer;
import io.oneport.client.scenario.Expectation;
import io.oneport.client.scenario.ScenarioFile;
import io.oneport.client.scenario.ScenarioStep;
import io.oneport.client.scenario.Template;
import io.oneport.client.scenario.TemplateValues;
import io.oneport.client.wire.WireEnd;
import io.oneport.protocol.CloseCode;
import io.oneport.protocol.Units;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the steps of a scenario, one session after the other: performs each step that its {@link StepWalk} comes to,
 * and hears from the connections ({@link SessionLines}) whether it is done. Cookies and variables are a session's own. All of
 * it on its worker's loop.
 */
abstract class ScenarioSlot extends Slot {
    final TemplateValues values;
    private final ScenarioFile scenario;
    private final SessionLines lines;
    private final StepWalk walk;
    private final Mailbox mailbox;
    private final SessionAnswers answers;
    /** Of the latest message or request; they are counted over all sessions. */
    private long sequence;
    /** How many WebSockets and event streams were opened, over all sessions. */
    private long talks;
    /** Whether other sessions' messages are meant to come on the WebSocket or event stream. */
    private boolean shared;
    /** Whether it waits for a message. */
    private boolean awaiting;
    /** Whether all steps are done, and only the connection's end is awaited. */
    private boolean parting;

    private long partingSince;

    /**
     * Prepares; no session has begun.
     *
     * @param number of its sockets
     * @param steps of the scenario, or those of its subscribers
     * @param run tells one run's messages from another's
     */
    ScenarioSlot(
            int number,
            ScenarioFile scenario,
            List<ScenarioStep> steps,
            SocketTools tools,
            long timeoutNanos,
            int run) {
        super(number, tools, timeoutNanos);
        this.scenario = scenario;
        this.values = new TemplateValues(run);
        this.lines = new SessionLines(this, values);
        this.walk = new StepWalk(this, steps);
        this.mailbox = new Mailbox(measures.content, number, values);
        this.answers = new SessionAnswers(measures.content, number, values);
    }

    /** How many go through the same steps at once, so that each has rows of its own. */
    abstract int siblings();

    /** A session has begun. */
    abstract void begun();

    /** All steps are done. */
    abstract void completed();

    /** The session is over. */
    abstract void over(boolean right);

    /** Where subscribers find what it publishes; {@code null} if there are none. */
    @Nullable
    FanoutSource source() {
        return null;
    }

    @Override
    final void start() {
        parting = false;
        begun();
        long session = walk.sessions();
        values.clear();
        values.message(number, sequence);
        values.session(session);
        values.row(scenario.csv().row(number + session * siblings()));
        scenario.variables().forEach((name, template) -> values.set(name, template.text(values)));
        lines.begin();
        mailbox.clear();
        walk.begin();
    }

    /** Does what a step says; it may be done, or have failed, at once. */
    final void perform(ScenarioStep step) {
        awaiting = false;
        if (step.action() instanceof ScenarioStep.HttpCall call) {
            Template url = lines.chosen(call);
            FanoutSource source = number(step) ? source() : null;
            if (source != null) {
                publishing(source, FanoutSource.HTTP, call.likeness(values, url));
            }
            lines.ask(call, url);
        } else if (step.action() instanceof ScenarioStep.SocketOpening opens) {
            mailbox.clear();
            shared = opens.shared();
            parted(lines.talk() == null);
            talks++;
            lines.open(opens);
        } else if (step.action() instanceof ScenarioStep.Pausing waits) {
            walk.pause(waits.pause().draw(tools.opener().random()));
        } else if (step.action() instanceof ScenarioStep.Leaving closes) {
            SessionTalk talk = lines.talk();
            if (talk == null) {
                done();
            } else {
                talk.close(closes.code());
            }
        } else if (step.action() instanceof ScenarioStep.Sending sends) {
            send(step, sends);
        } else {
            receive(step);
        }
    }

    /** Gives its message a number of its own, if that can be seen. */
    private boolean number(ScenarioStep step) {
        if (step.identifies()) {
            values.message(number, ++sequence);
            return true;
        }
        return false;
    }

    /** Its message is sent now; see {@link FanoutSource#publishing}. */
    private void publishing(FanoutSource source, long line, long likeness) {
        long due = walk.due();
        source.publishing(sequence, due, walk.begunAt(), time.measured(due), line, likeness);
    }

    /**
     * The WebSocket is no longer used.
     *
     * @param inOrder whether all that was sent on it has arrived; else some of it may not have
     */
    private void parted(boolean inOrder) {
        FanoutSource source = source();
        if (source == null) {
            return;
        } else if (inOrder) {
            source.arrived();
        } else {
            source.cutOff();
        }
    }

    private void send(ScenarioStep step, ScenarioStep.Sending sends) {
        SessionTalk talk = lines.talk();
        if (talk == null || !talk.mayBeSent()) {
            fail("no open WebSocket to send on", false);
            return;
        }
        FanoutSource source = number(step) ? source() : null;
        if (source != null) {
            publishing(
                    source, talks, sends.message().likeness(values, talk.path().hashCode()));
        }
        talk.send(sends.message());
        awaiting = step.expect() != null;
        if (!awaiting) {
            done();
        }
    }

    private void receive(ScenarioStep step) {
        Mailbox.Kept came =
                mailbox.take(Objects.requireNonNull(step.expect(), "what is received answers something"), sequence);
        if (came != null) {
            answered(came.content(), came.content().length, came.text());
        } else if (lines.talk() == null) {
            fail("no open WebSocket or event stream to read from", false);
        } else {
            awaiting = true;
        }
    }

    /** The step that is under way is done. */
    private void done() {
        awaiting = false;
        FanoutSource source = walk.current().identifies() ? source() : null;
        if (source != null) {
            source.published(sequence, walk.current().expect() != null);
        }
        walk.done();
    }

    /** The step that is under way has failed, and with it the session. */
    private void fail(String why, boolean late) {
        fail(why, late, lines.fiveTuple());
    }

    private void fail(String why, boolean late, Optional<ConnectionEnds> on) {
        long now = time.now();
        measures.failed("step " + walk.current().name() + ": " + why, on, now);
        walk.failed(late, now);
        parted(false);
        lines.cut();
        end(false);
    }

    /** Closes what is open, and then ends the session. */
    final void part() {
        parting = true;
        partingSince = time.now();
        SessionTalk talk = lines.talk();
        if (talk != null) {
            talk.close(CloseCode.NORMAL);
        } else {
            end(true);
        }
    }

    /** Whether all steps are done, and only the connection's end is awaited. */
    final boolean isParting() {
        return parting;
    }

    private void end(boolean right) {
        parted(true);
        rest();
        mailbox.clear();
        over(right);
    }

    // What the connections say.

    /** The WebSocket or event stream is there. */
    final void opened(SessionTalk which) {
        if (lines.has(which) && walk.isAt(ScenarioStep.SocketOpening.class)) {
            done();
        }
    }

    /** A message has come. */
    final void message(SessionTalk from, byte[] content, int length, boolean text) {
        if (!lines.has(from) || !isBusy()) {
            return;
        }
        if (walk.isThrough() && !parting) {
            received(content, length, text);
            return;
        }
        Expectation expected = awaiting ? walk.current().expect() : null;
        if (mailbox.receive(expected, sequence, shared, content, length, text)) {
            answered(content, length, text);
        }
    }

    /** A message has come after all steps. */
    void received(byte[] content, int length, boolean text) {
        measures.content.unsolicited++;
    }

    private void answered(byte[] content, int length, boolean text) {
        awaiting = false;
        settle(answers.fault(walk.current(), content, length, text));
    }

    /** An answer was looked at: the step is done, unless there is a fault. */
    private void settle(@Nullable String fault) {
        if (fault == null) {
            done();
        } else {
            fail(fault, false);
        }
    }

    /** The answer to a request has come. */
    final void answered(SessionHttp from, HttpAnswer answer) {
        if (!lines.has(from) || !isBusy() || !walk.isPending() || time.isOver()) {
            return;
        }
        lines.takeCookies(answer.fields("set-cookie"));
        settle(answers.fault(walk.current(), answer));
    }

    /** @param inUse whether a step of this session waits for it */
    final void ended(SessionHttp which, WireEnd end, boolean inUse) {
        if (lines.forget(which) && isBusy() && walk.isPending() && inUse) {
            fail(end.what(), false, which.fiveTuple());
        }
    }

    /** @param meant whether this side has asked for it */
    final void ended(SessionTalk which, WireEnd end, boolean meant) {
        if (!lines.forget(which) || !isBusy()) {
            return;
        }
        parted(end.kind() != WireEnd.Cause.LOST && (meant || parting));
        if (parting) {
            end(true);
        } else if (walk.isThrough()) {
            measures.failed(end.what(), which.fiveTuple(), time.now());
            end(false);
        } else if (walk.isAt(ScenarioStep.Leaving.class) && end.kind() != WireEnd.Cause.LOST) {
            done();
        } else if (awaiting && walk.isPending()
                || walk.isAt(ScenarioStep.SocketOpening.class)
                || walk.isAt(ScenarioStep.Leaving.class)) {
            fail(end.what(), false, which.fiveTuple());
        } else if (!meant) {
            measures.failed(end.what(), which.fiveTuple(), time.now());
        }
    }

    @Override
    final void expire(long now) {
        if (!isBusy()
                || now - (parting ? partingSince : walk.begunAt()) < timeoutNanos
                || !(walk.isPending() || parting)) {
            return;
        }
        if (parting) {
            parted(false);
            lines.cutTalk();
            end(true);
        } else if (awaiting || walk.isAt(ScenarioStep.HttpCall.class)) {
            Expectation expected = walk.current().expect();
            boolean answerable = !awaiting || expected != null && expected.identifies();
            measures.content.lost += answerable ? 1 : 0;
            fail("no answer within " + Units.text(Duration.ofNanos(timeoutNanos)), true);
        }
    }

    @Override
    final void accountOpening() {
        lines.accountOpening();
        parted(true); // it is still open, and what is on its way is not missing
        if (isBusy()) {
            walk.over(time.now());
        }
    }

    @Override
    final void leave() {
        lines.leave();
    }
}
