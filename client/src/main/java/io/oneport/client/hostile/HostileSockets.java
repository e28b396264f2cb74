package io.oneport.client.hostile;

import io.oneport.client.net.ClientHandshake;
import io.oneport.client.net.Target;
import io.oneport.client.result.HostileGroup;
import io.oneport.client.wire.WireLoop;
import io.oneport.client.wire.WireSettings;
import io.oneport.client.wire.Wires;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * All sockets of a run that misbehave, on one event loop that no other socket has. What is not said to be for any thread
 * is for that loop.
 */
public final class HostileSockets implements AutoCloseable {
    private static final SecureRandom KEYS = new SecureRandom();

    final Wires wires;
    final WireLoop loop;
    final SplittableRandom random;
    private final WireSettings settings;
    private final HostilePaths paths;
    private final Map<HostileKind, Integer> mix;
    private final Map<HostileKind, Outcomes> outcomes = new EnumMap<>(HostileKind.class);
    private final List<HostileSocket> sockets = new ArrayList<>();
    private boolean over;

    /**
     * Where their WebSockets go.
     *
     * @param echo most of them, as whatever they send there is nobody's business
     * @param topic those that subscribe, if the load is one of topics
     */
    public record HostilePaths(String echo, Optional<String> topic, List<String> subprotocols) {}

    /**
     * Starts their loop, and opens nothing yet. Blocks.
     *
     * @param load the settings of the load beside which they are
     * @param mix how many there are of each kind
     * @param seed what their random bytes come from
     * @throws IOException if the server's name is unknown, or TLS can't be set up
     */
    public HostileSockets(WireSettings load, HostilePaths paths, Map<HostileKind, Integer> mix, long seed)
            throws IOException {
        this.settings = load.withThreads(1);
        this.wires = new Wires(settings);
        this.loop = wires.loops().get(0);
        this.random = new SplittableRandom(seed);
        this.paths = paths;
        this.mix = mix;
        mix.forEach((kind, count) -> {
            Outcomes ofKind = new Outcomes();
            outcomes.put(kind, ofKind);
            for (int i = 0; i < count; i++) {
                sockets.add(socket(kind, ofKind, sockets.size()));
            }
        });
    }

    private HostileSocket socket(HostileKind kind, Outcomes ofKind, int number) {
        return switch (kind) {
            case SLOW_READER -> new SlowReader(this, ofKind, number);
            case DRIBBLE -> new Dribble(this, ofKind, number);
            case SILENT -> new Silent(this, ofKind, number);
            case GARBAGE -> new Garbage(this, ofKind, number);
            case UNMASKED -> new Unmasked(this, ofKind, number);
            case OVERSIZE -> new Oversize(this, ofKind, number);
            case PING_FLOOD -> new PingFlood(this, ofKind, number);
            case RESET -> new AbruptReset(this, ofKind, number);
        };
    }

    /** Where the WebSockets go that don't subscribe. */
    Target target() {
        return target(paths.echo);
    }

    private Target target(String path) {
        Target server = settings.server();
        return new Target(server.secure(), server.host(), server.port(), path);
    }

    /** Whether there is a topic to subscribe to. */
    boolean isOfTopics() {
        return paths.topic.isPresent();
    }

    /** The handshake of one more WebSocket. */
    ClientHandshake handshake() {
        return handshake(paths.echo);
    }

    /** The handshake of one more WebSocket that subscribes, or if there is no topic talks to itself. */
    ClientHandshake subscription() {
        return handshake(paths.topic.orElse(paths.echo));
    }

    private ClientHandshake handshake(String path) {
        return new ClientHandshake(target(path), paths.subprotocols, settings.headers(), KEYS);
    }

    boolean isOver() {
        return over;
    }

    /** Opens them, one after the other, at this rate; they misbehave from then on. Any thread. */
    public void open(double perSecond) {
        for (int i = 0; i < sockets.size(); i++) {
            loop.schedule(sockets.get(i)::open, (long) (i / perSecond * 1e9));
        }
    }

    /** Ends them, and says what became of them. Any thread but their loop's; blocks. */
    public List<HostileGroup> finish() {
        return loop.ask(() -> {
                    end();
                    return mix.entrySet().stream()
                            .map(entry ->
                                    new HostileGroup(entry.getKey().text(), entry.getValue(), counts(entry.getKey())))
                            .toList();
                })
                .join();
    }

    /** How the connections of that kind ended so far. */
    Map<String, Long> counts(HostileKind kind) {
        Outcomes ended = outcomes.get(kind);
        return ended == null ? Map.of() : ended.counts();
    }

    private void end() {
        if (!over) {
            over = true;
            sockets.forEach(HostileSocket::leave);
        }
    }

    /** Closes what is open and stops the loop. Any thread but that; blocks. */
    @Override
    public void close() {
        loop.execute(this::end);
        wires.close();
    }
}
