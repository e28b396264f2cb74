package io.oneport.client.fleet;

import io.oneport.client.net.IoTransport;
import io.oneport.client.net.Limits;
import io.oneport.client.net.Target;
import io.oneport.client.net.Trust;
import io.oneport.client.net.UnreachableException;
import io.oneport.client.plan.ArrivalModel;
import io.oneport.client.plan.Capacity;
import io.oneport.client.plan.LoadPlan;
import io.oneport.client.plan.RateCurve;
import io.oneport.client.plan.Scenario;
import io.oneport.client.wire.LoopbackEcho;
import io.oneport.client.wire.WireSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A short load on an echo inside of this process, before the one that counts: what a JVM does for the first time, it does
 * slowly (it loads classes, and compiles none of it yet), and a target's first sockets are not to be blamed for that.
 * Nothing of it goes to the target, and none of its figures is reported. Any thread.
 */
public final class Rehearsal {
    private static final LoadPlan.Fleet FLEET = new LoadPlan.Fleet(100, 20, 0, 0, 1, 2000);
    private static final double WEBSOCKET_RATE = 2000;
    private static final double HTTP_RATE = 500;
    private static final int MESSAGE_BYTES = 128;
    private static final int READ_BYTES = 2 << 10;
    private static final Duration LENGTH = Duration.ofMillis(200);

    private static final Set<IoTransport> HELD = ConcurrentHashMap.newKeySet();

    private Rehearsal() {}

    /** Does {@link #hold} if this process has not yet done so with that transport. */
    public static void holdOnce(IoTransport transport) throws IOException, InterruptedException {
        if (HELD.add(transport)) {
            hold(transport);
            // What is left of it is collected now, and not while measuring.
            System.gc();
        }
    }

    /**
     * Rehearses, for less than a second. Blocks. Where that can't be done, the run does without.
     *
     * @throws InterruptedException if this thread was interrupted meanwhile
     * @throws IOException if this machine has no loopback
     */
    public static void hold(IoTransport transport) throws IOException, InterruptedException {
        // Both ends of each socket are in this process.
        if (Capacity.hasRoom(2 * FLEET.sockets()) && FLEET.sockets() <= Capacity.portsAvailable(List.of())) {
            try (LoopbackEcho echo = new LoopbackEcho(transport)) {
                hold(transport, echo.target());
            }
        }
    }

    static void hold(IoTransport transport, Target echo) throws IOException, InterruptedException {
        try (LoadRun run = new LoadRun(plan(echo, transport), progress -> {})) {
            if (run.execute().interrupted()) {
                throw new InterruptedException();
            }
        } catch (UnreachableException echoIsGone) {
            // That says nothing of the target, and it is the target that is asked about.
        }
    }

    private static LoadPlan plan(Target echo, IoTransport transport) {
        return new LoadPlan(
                Scenario.ECHO,
                FLEET,
                new LoadPlan.Traffic(
                        ArrivalModel.POISSON, RateCurve.constant(WEBSOCKET_RATE), RateCurve.constant(HTTP_RATE), 1, 1),
                new LoadPlan.Phases(Duration.ZERO, LENGTH, LENGTH),
                new LoadPlan.Messages(MESSAGE_BYTES, MESSAGE_BYTES, true, false, false),
                new LoadPlan.TargetPaths(LoopbackEcho.PATH, "/", "", List.of()),
                new WireSettings(echo, Trust.PLATFORM, List.of(), Limits.DEFAULTS, List.of(), READ_BYTES, transport, 1),
                1);
    }
}
