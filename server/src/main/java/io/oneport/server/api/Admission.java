package io.oneport.server.api;

import java.util.concurrent.CompletionStage;

/** What a {@link Filter} decides about a request. Immutable: any thread. */
public sealed interface Admission {
    /**
     * The request may go on.
     *
     * @param principal on whose behalf it is made; {@link Principal#ANONYMOUS} leaves what an earlier filter found
     */
    record Granted(Principal principal) implements Admission {}

    /**
     * The request ends here.
     *
     * @param response its answer
     */
    record Denied(Response response) implements Admission {}

    /**
     * It is not known yet. The request waits, for as long as {@code answer-timeout} allows.
     *
     * @param decision completes on any thread, with any admission; if it fails, the answer is 500
     */
    record Pending(CompletionStage<Admission> decision) implements Admission {}

    /** Granted; the principal stays as it is. */
    Admission GRANTED = new Granted(Principal.ANONYMOUS);
}
