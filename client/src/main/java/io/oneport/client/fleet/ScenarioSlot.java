package io.oneport.client.fleet;

import io.oneport.client.account.Measures;
import io.oneport.client.net.ConnectionEnds;
import io.oneport.client.net.HttpAnswer;
import io.oneport.client.pace.PhaseClock;
import io.oneport.client.scenario.Expectation;
import io.oneport.client.scenario.MessageBuffer;
import io.oneport.client.scenario.ScenarioFile;
import io.oneport.client.scenario.ScenarioStep;
import io.oneport.client.scenario.TemplateValues;
import io.oneport.client.wire.WireEnd;
import io.oneport.protocol.CloseCode;
import io.oneport.protocol.Units;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Goes through the steps of a scenario, one session after the other. Each step is due when the one before is done and its
 * think time is over; the first is due when the session is, however late it begins. All of it on its worker's loop.
 *
 * <p>The connection for requests is kept from one session to the next, as long as the server keeps it; cookies and variables
 * are not.
 */
abstract class ScenarioSlot implements Slot {
    final int number;
    final SocketTools tools;
    final PhaseClock time;
    final Measures measures;
    final TemplateValues values;
    private final ScenarioFile scenario;
    private final List<ScenarioStep> steps;
    private final long timeoutNanos;
    private final MessageBuffer buffer = new MessageBuffer();
    private final SessionRequests requests;
    private final Mailbox mailbox;
    private final SessionAnswers answers;
    private final StepAccount account;

    private SessionHttp http;
    private SessionTalk talk;
    /** Of this session's WebSocket or event stream. */
    private boolean shared;

    private boolean busy;
    private boolean measured;
    private long due;
    private long begunAt;
    private long sessions;
    /** Of the latest message or request; they are counted over all sessions. */
    private long sequence;

    private int position;
    /** When the next step is due. */
    private long stepDue;
    /** When a session that waits for nothing but the time goes on. */
    private long wakeAt;
    /** Whether it waits for a message. */
    private boolean awaiting;

    private boolean proceeding;
    private boolean goOn;
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
        this.number = number;
        this.scenario = scenario;
        this.steps = steps;
        this.tools = tools;
        this.time = tools.time();
        this.measures = tools.measures();
        this.timeoutNanos = timeoutNanos;
        this.values = new TemplateValues(run);
        this.requests = new SessionRequests(tools.opener(), values, buffer, measures.exchange);
        this.mailbox = new Mailbox(measures.content, number, values);
        this.answers = new SessionAnswers(measures.content, number, values);
        this.account = new StepAccount(measures, time);
    }

    /** How many go through the same steps at once, so that each has rows of its own. */
    abstract int siblings();

    /** A session has begun. */
    abstract void begun();

    /** All steps are done. */
    abstract void completed();

    /** The session is over. */
    abstract void over(boolean right);

    /** A message that says which one it is will be sent now. */
    void publishing(long message, long dueNanos, long nowNanos) {}

    /** A message that says which one it is was sent, and answered if an answer was expected. */
    void published(long message) {}

    @Override
    public boolean isBusy() {
        return busy;
    }

    @Override
    public long due() {
        return due;
    }

    @Override
    public void begin(long dueNanos) {
        busy = true;
        parting = false;
        due = dueNanos;
        measured = time.measured(dueNanos);
        begunAt = time.now();
        begun();
        values.clear();
        values.message(number, sequence);
        values.session(sessions);
        values.row(scenario.csv().row(number + sessions * siblings()));
        sessions++;
        scenario.variables().forEach((name, template) -> values.set(name, template.text(values)));
        requests.cookies.clear();
        mailbox.clear();
        position = 0;
        stepDue = dueNanos;
        proceed();
    }

    /** Goes through steps until one has to wait; a step that is done at once does not recurse. */
    private void proceed() {
        if (proceeding) {
            goOn = true;
            return;
        }
        proceeding = true;
        do {
            goOn = false;
            if (busy && !parting) {
                step();
            }
        } while (goOn);
        proceeding = false;
    }

    private void step() {
        if (position == steps.size()) {
            completed();
            return;
        }
        ScenarioStep step = current();
        account.begin(step, stepDue);
        awaiting = false;
        perform(step);
    }

    private ScenarioStep current() {
        return steps.get(position);
    }

    private void perform(ScenarioStep step) {
        if (step.action() instanceof ScenarioStep.HttpCall asks) {
            number(step);
            if (http == null || !http.isUsable()) {
                http = new SessionHttp(this, tools, measured);
                http.ask(requests.request(asks));
                http.open(number);
            } else {
                http.ask(requests.request(asks));
            }
        } else if (step.action() instanceof ScenarioStep.SocketOpening opens) {
            cutTalk();
            mailbox.clear();
            shared = opens.shared();
            talk = new SessionTalk(
                    this,
                    tools,
                    measured,
                    opens,
                    requests.path(opens.url()),
                    requests.fields(opens.headers()),
                    values,
                    buffer);
            talk.open(number);
        } else if (step.action() instanceof ScenarioStep.Pausing waits) {
            long pause = waits.pause().draw(tools.opener().random());
            later(stepDue + pause, this::waited);
        } else if (step.action() instanceof ScenarioStep.Leaving closes) {
            if (talk == null) {
                done();
            } else {
                talk.close(closes.code());
            }
        } else {
            talk(step);
        }
    }

    /** Gives its message a number of its own, if that can be seen. */
    private void number(ScenarioStep step) {
        if (step.identifies()) {
            values.message(number, ++sequence);
            publishing(sequence, account.due(), account.begunAt());
        }
    }

    private void talk(ScenarioStep step) {
        if (step.action() instanceof ScenarioStep.Sending sends) {
            if (talk == null || !talk.mayBeSent()) {
                fail("no open WebSocket to send on", false);
                return;
            }
            number(step);
            talk.send(sends.message());
            awaiting = step.expect() != null;
            if (!awaiting) {
                done();
            }
        } else {
            Mailbox.Kept came = mailbox.take(step.expect(), sequence);
            if (came != null) {
                answered(step, came.content(), came.content().length, came.text());
            } else if (talk == null) {
                fail("no open WebSocket or event stream to read from", false);
            } else {
                awaiting = true;
            }
        }
    }

    private void waited() {
        account.done(time.now());
        position++;
        // When it was to go on, not when this loop came to it.
        stepDue = wakeAt;
        proceed();
    }

    /** Goes on at a time, unless the session has ended by then. */
    private void later(long atNanos, Runnable task) {
        wakeAt = atNanos;
        long session = sessions;
        tools.opener()
                .schedule(
                        () -> {
                            if (busy && sessions == session && !time.isOver()) {
                                if (time.measured(atNanos)) {
                                    measures.sendLag(time.now() - atNanos);
                                }
                                task.run();
                            }
                        },
                        Math.max(0, atNanos - time.now()));
    }

    /** The step that is under way is done. */
    private void done() {
        ScenarioStep step = current();
        long now = time.now();
        awaiting = false;
        account.done(now);
        if (step.identifies()) {
            published(sequence);
        }
        position++;
        long think = step.think().draw(tools.opener().random());
        stepDue = now + think;
        if (think == 0) {
            proceed();
        } else {
            later(stepDue, this::proceed);
        }
    }

    /** The step that is under way has failed, and with it the session. */
    private void fail(String why, boolean late) {
        long now = time.now();
        ScenarioStep step = current();
        Optional<ConnectionEnds> where =
                talk != null ? talk.fiveTuple() : http != null ? http.fiveTuple() : Optional.empty();
        measures.failed("step " + step.name() + ": " + why, where, now);
        account.failed(late, now);
        if (http != null) {
            SessionHttp broken = http;
            http = null;
            broken.wire().cut(false);
        }
        cutTalk();
        end(false);
    }

    private void cutTalk() {
        if (talk != null) {
            SessionTalk broken = talk;
            talk = null;
            broken.cut();
        }
    }

    /** Closes what is open, and then ends the session. */
    final void part() {
        parting = true;
        partingSince = time.now();
        if (talk != null) {
            talk.close(CloseCode.NORMAL);
        } else {
            end(true);
        }
    }

    private void end(boolean right) {
        busy = false;
        mailbox.clear();
        over(right);
    }

    /** When the session that is under way began. */
    final long begunAt() {
        return begunAt;
    }

    /** Whether the session that is under way was due while measuring. */
    final boolean isMeasured() {
        return measured;
    }

    // What the connections say.

    /** The WebSocket or event stream is there. */
    void opened(SessionTalk which) {
        if (which == talk && account.isPending() && current().action() instanceof ScenarioStep.SocketOpening) {
            done();
        }
    }

    /** A message has come. */
    void message(SessionTalk from, byte[] content, int length, boolean text) {
        if (from != talk || !busy) {
            return;
        }
        if (position == steps.size() && !parting) {
            received(content, length, text);
            return;
        }
        ScenarioStep step = awaiting ? current() : null;
        Expectation expected = step == null ? null : step.expect();
        if (mailbox.receive(expected, sequence, shared, content, length, text)) {
            answered(step, content, length, text);
        }
    }

    /** A message has come after all steps. */
    void received(byte[] content, int length, boolean text) {
        measures.content.unsolicited++;
    }

    private void answered(ScenarioStep step, byte[] content, int length, boolean text) {
        awaiting = false;
        settle(answers.fault(step, content, length, text));
    }

    /** An answer was looked at: the step is done, unless there is a fault. */
    private void settle(String fault) {
        if (fault == null) {
            done();
        } else {
            fail(fault, false);
        }
    }

    /** The answer to a request has come. */
    void answered(SessionHttp from, HttpAnswer answer) {
        if (from != http || !busy || !account.isPending() || time.isOver()) {
            return;
        }
        requests.cookies.take(answer.fields("set-cookie"));
        settle(answers.fault(current(), answer));
    }

    /** @param inUse whether a step of this session waits for it */
    void ended(SessionHttp which, WireEnd end, boolean inUse) {
        if (which != http) {
            return;
        }
        http = null;
        if (busy && account.isPending() && inUse) {
            fail(end.what(), false);
        }
    }

    /** @param meant whether this side has asked for it */
    void ended(SessionTalk which, WireEnd end, boolean meant) {
        if (which != talk) {
            return;
        }
        talk = null;
        if (!busy) {
            return;
        }
        if (parting) {
            end(true);
        } else if (position == steps.size()) {
            measures.failed(end.what(), which.fiveTuple(), time.now());
            end(false);
        } else if (account.isPending()
                && current().action() instanceof ScenarioStep.Leaving
                && end.kind() != WireEnd.Cause.LOST) {
            done();
        } else if (account.isPending() && (awaiting || isAboutTheConnection(current()))) {
            fail(end.what(), false);
        } else if (!meant) {
            measures.failed(end.what(), which.fiveTuple(), time.now());
        }
    }

    private static boolean isAboutTheConnection(ScenarioStep step) {
        return step.action() instanceof ScenarioStep.SocketOpening || step.action() instanceof ScenarioStep.Leaving;
    }

    @Override
    public void expire(long now) {
        if (!busy
                || now - (parting ? partingSince : account.begunAt()) < timeoutNanos
                || !(account.isPending() || parting)) {
            return;
        }
        if (parting) {
            cutTalk();
            end(true);
        } else if (awaiting || current().action() instanceof ScenarioStep.HttpCall) {
            ScenarioStep step = current();
            measures.content.lost += awaiting && step.expect().identifies() ? 1 : 0;
            fail("no answer within " + Units.text(Duration.ofNanos(timeoutNanos)), true);
        }
    }

    @Override
    public void accountOpening() {
        if (http != null) {
            http.accountOpening();
        }
        if (talk != null) {
            talk.accountOpening();
        }
        if (busy) {
            account.over(time.now());
        }
    }

    @Override
    public void leave() {
        if (http != null) {
            http.wire().cut(false);
        }
        if (talk != null) {
            talk.close(CloseCode.NORMAL);
        }
    }
}
