package io.oneport.client.fleet;

import io.oneport.client.scenario.ScenarioFile;
import org.jspecify.annotations.Nullable;

/** Room for one user of a scenario after the other, whose messages may be for subscribers. On its worker's loop. */
final class UserSlot extends ScenarioSlot {
    private final Churn churn;
    /** Where subscribers find what is published; {@code null} if there are none. */
    private final @Nullable FanoutSource publisher;

    UserSlot(
            int number,
            ScenarioFile scenario,
            SocketTools tools,
            Churn churn,
            long timeoutNanos,
            int run,
            @Nullable FanoutSource publisher) {
        super(number, scenario, scenario.steps(), tools, timeoutNanos, run);
        this.churn = churn;
        this.publisher = publisher;
    }

    @Override
    int siblings() {
        return churn.size();
    }

    @Override
    void begun() {
        churn.open++;
    }

    @Override
    void completed() {
        part();
    }

    @Override
    void over(boolean right) {
        churn.open--;
        churn.ended(this, right, time.now());
    }

    @Override
    @Nullable
    FanoutSource source() {
        return publisher;
    }
}
