package io.oneport.server.broker.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of acknowledged messages whatever happens to Redis; {@link EngineChaos} says how. */
@Tag("load")
@Timeout(120)
class EngineChaosTest {
    private static void run(boolean mayLose, EngineChaos.Trouble... troubles) throws Exception {
        long seed = Long.getLong("engine.seed", System.nanoTime());
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(told, true, StandardCharsets.UTF_8);
        try (EngineChaos chaos = new EngineChaos(seed, out)) {
            for (EngineChaos.Trouble trouble : troubles) {
                chaos.round(trouble);
            }
            assertEquals(List.of(), chaos.account(mayLose), () -> told.toString(StandardCharsets.UTF_8));
        }
        told.toString(StandardCharsets.UTF_8)
                .lines()
                .reduce((line, next) -> next)
                .ifPresent(account -> System.out.println("EngineChaosTest " + account));
    }

    /** {@code -Dengine.kills} sets another number of deaths; see CONTRIBUTING.md. */
    @Timeout(7200)
    @Test
    void nothingIsLostInManyDeaths() throws Exception {
        EngineChaos.Trouble[] kills = new EngineChaos.Trouble[Integer.getInteger("engine.kills", 20)];
        Arrays.fill(kills, EngineChaos.Trouble.KILL);
        run(false, kills);
    }

    /** {@code -Dengine.rounds} sets how often each of them happens. */
    @Timeout(7200)
    @Test
    void everyTroubleInAnyOrderIsGotOver() throws Exception {
        List<EngineChaos.Trouble> all = new ArrayList<>();
        for (int i = 0; i < Integer.getInteger("engine.rounds", 2); i++) {
            all.addAll(List.of(EngineChaos.Trouble.values()));
        }
        Collections.shuffle(all, new Random(Long.getLong("engine.seed", System.nanoTime())));
        run(true, all.toArray(EngineChaos.Trouble[]::new));
    }

    @ParameterizedTest
    @EnumSource
    void everyTroubleIsGotOver(EngineChaos.Trouble trouble) throws Exception {
        run(trouble.loses(), trouble, trouble);
    }
}
