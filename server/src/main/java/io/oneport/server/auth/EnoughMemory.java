package io.oneport.server.auth;

import io.oneport.server.api.Admission;
import io.oneport.server.api.Filter;
import io.oneport.server.api.Problem;
import io.oneport.server.api.Request;
import java.util.function.BooleanSupplier;

/**
 * Refuses requests while the server is short of memory.
 *
 * @param sheds whether it is; any thread
 */
public record EnoughMemory(BooleanSupplier sheds) implements Filter {
    private static final Admission DENIED =
            new Admission.Denied(Problem.unavailable("The server is short of memory (memory-limit).", 5));

    @Override
    public Admission decide(Request request) {
        return sheds.getAsBoolean() ? DENIED : Admission.GRANTED;
    }
}
