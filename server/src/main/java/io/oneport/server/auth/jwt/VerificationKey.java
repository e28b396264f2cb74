package io.oneport.server.auth.jwt;

import com.nimbusds.jose.Algorithm;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import io.oneport.protocol.Setting;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import org.jspecify.annotations.Nullable;

/**
 * One key that signatures are checked with. It is good for one algorithm, which follows from its kind and not from what a
 * token says: so a public key is never taken for a secret (RFC 8725, section 3.1). Immutable: any thread.
 *
 * @param id the {@code kid}; null for a key without one, which is tried for every token of its algorithm
 * @param algorithm the only one
 * @param verifier checks signatures
 */
record VerificationKey(@Nullable String id, JWSAlgorithm algorithm, JWSVerifier verifier) {
    /** RFC 7518, section 3.2: as long as the hash. */
    static final int MIN_SECRET_BYTES = 32;

    private static final int MAX_SECRET_BYTES = 4096;
    private static final int MIN_RSA_BITS = 2048;
    /** Longer ones only cost time. */
    private static final int MAX_RSA_BITS = 8192;

    /**
     * A secret, for HS256.
     *
     * @param name what the error calls the source, such as {@code jwt-key}
     * @throws IllegalArgumentException if it is too short to be one
     */
    static VerificationKey secret(String name, @Nullable String id, byte[] secret) {
        Setting.require(
                secret.length >= MIN_SECRET_BYTES && secret.length <= MAX_SECRET_BYTES,
                name,
                "a secret of " + secret.length + " bytes",
                MIN_SECRET_BYTES + " to " + MAX_SECRET_BYTES + " bytes, such as openssl rand -base64 48 makes");
        try {
            return new VerificationKey(id, JWSAlgorithm.HS256, new MACVerifier(secret));
        } catch (JOSEException e) {
            throw Setting.refused(name, "a secret", "one that HS256 takes: " + e.getMessage());
        }
    }

    /**
     * A public key: RSA for RS256, P-256 for ES256, Ed25519 for EdDSA.
     *
     * @throws IllegalArgumentException if it is of another kind, or too short
     */
    static VerificationKey of(String name, @Nullable String id, PublicKey key) {
        try {
            if (key instanceof RSAPublicKey rsa) {
                int bits = rsa.getModulus().bitLength();
                Setting.require(
                        bits >= MIN_RSA_BITS && bits <= MAX_RSA_BITS,
                        name,
                        "an RSA key of " + bits + " bits",
                        MIN_RSA_BITS + " to " + MAX_RSA_BITS + " bits");
                return new VerificationKey(id, JWSAlgorithm.RS256, new RSASSAVerifier(rsa));
            } else if (key instanceof ECPublicKey ec) {
                Curve curve = Curve.forECParameterSpec(ec.getParams());
                Setting.require(
                        Curve.P_256.equals(curve), name, "an EC key on " + curve, "one on P-256, which ES256 takes");
                // Refuses a point that is not on its curve.
                new ECKey.Builder(Curve.P_256, ec).build();
                return new VerificationKey(id, JWSAlgorithm.ES256, new ECDSAVerifier(ec));
            } else if (key instanceof EdECPublicKey ed) {
                Setting.require(
                        ed.getParams().getName().equals("Ed25519"),
                        name,
                        ed.getParams().getName(),
                        "Ed25519");
                return new VerificationKey(id, JWSAlgorithm.EdDSA, new Ed25519Verifier(ed));
            }
        } catch (JOSEException | IllegalStateException e) {
            throw Setting.refused(name, "a key of " + key.getAlgorithm(), "one that its algorithm takes");
        }
        throw Setting.refused(name, "a key of " + key.getAlgorithm(), "RSA, EC on P-256, or Ed25519");
    }

    /** Whether a signature that says to be of this algorithm may be this key's: EdDSA has a second name (RFC 9864). */
    boolean isFor(Algorithm named) {
        return algorithm.equals(named) || algorithm.equals(JWSAlgorithm.EdDSA) && JWSAlgorithm.Ed25519.equals(named);
    }

    /** Whether checking takes microseconds, not tenths of milliseconds. */
    boolean isCheap() {
        return algorithm.equals(JWSAlgorithm.HS256);
    }
}
