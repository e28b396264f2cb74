package io.oneport.server.auth.jwt;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The keys that signatures are checked with at one time. Immutable: any thread. */
public final class KeySet {
    /** Keys that are tried for a token that names none: each costs a check. */
    private static final int MAX_TRIED = 4;

    private final List<VerificationKey> keys;

    KeySet(List<VerificationKey> keys) {
        this.keys = List.copyOf(keys);
    }

    /**
     * The keys that may have signed a token: of the algorithm that it names, and with the id that it names, if it does.
     *
     * @return none if no key fits; a few at most
     */
    List<VerificationKey> candidates(JWSHeader header) {
        List<VerificationKey> fitting = new ArrayList<>(1);
        for (VerificationKey key : keys) {
            boolean named =
                    header.getKeyID() == null || key.id() == null || key.id().equals(header.getKeyID());
            if (named && key.isFor(header.getAlgorithm()) && fitting.size() < MAX_TRIED) {
                fitting.add(key);
            }
        }
        return fitting;
    }

    /** Whether any key is for this algorithm, whatever its id. */
    boolean speaks(JWSHeader header) {
        return keys.stream().anyMatch(key -> key.isFor(header.getAlgorithm()));
    }

    /** Whether any key is a secret, which tokens could be made with. */
    public boolean hasSecret() {
        return keys.stream().anyMatch(key -> key.algorithm().equals(JWSAlgorithm.HS256));
    }

    /** The algorithms of the keys. */
    Set<String> algorithmNames() {
        return counts().keySet();
    }

    /** The algorithms, such as {@code ES256, RS256}. */
    String algorithms() {
        return String.join(", ", algorithmNames());
    }

    private Map<String, Integer> counts() {
        Map<String, Integer> counts = new TreeMap<>();
        keys.forEach(key -> counts.merge(key.algorithm().getName(), 1, Integer::sum));
        return counts;
    }

    /** How many keys of which kind, such as {@code 1 ES256, 2 RS256}. */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        counts().forEach((algorithm, count) -> parts.add(count + " " + algorithm));
        return String.join(", ", parts);
    }
}
