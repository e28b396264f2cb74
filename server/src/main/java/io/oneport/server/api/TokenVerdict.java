package io.oneport.server.api;

/** What came of the check of a token. Immutable: any thread. */
public sealed interface TokenVerdict {
    /** It is good. */
    record Valid(Principal principal) implements TokenVerdict {}

    /**
     * It is not.
     *
     * @param reason why, for a person who is to mend it; names neither the token nor a key
     */
    record Invalid(String reason) implements TokenVerdict {}

    /**
     * It could not be checked; the same token may be good later.
     *
     * @param reason why, for a person
     */
    record Unavailable(String reason) implements TokenVerdict {}
}
