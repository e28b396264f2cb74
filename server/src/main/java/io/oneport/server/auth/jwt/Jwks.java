package io.oneport.server.auth.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import io.oneport.protocol.Setting;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads keys in JSON: a JWK, or a set of them (RFC 7517). Stateless: any thread. */
final class Jwks {
    private static final int MAX_KEYS = 100;
    private static final String EXPECTED =
            "a JWK, or a JWK Set with 1 to " + MAX_KEYS + " keys for RS256, ES256, EdDSA";

    private Jwks() {}

    /**
     * Reads them. Keys that are not for signatures, or are of a kind that is not taken here, are passed over: a set serves
     * other programs, too.
     *
     * @param name what the error calls the source, such as {@code jwt-key}
     * @param secrets whether secrets are taken, for HS256; where everyone can read the set, they are none
     * @throws IllegalArgumentException if it is no JWK and no set, or no key is left
     */
    static KeySet read(String name, String json, boolean secrets) {
        List<JWK> all;
        try {
            all = json.contains("\"keys\"") ? JWKSet.parse(json).getKeys() : List.of(JWK.parse(json));
        } catch (ParseException | RuntimeException e) {
            throw Setting.refused(name, "JSON that is no key", EXPECTED);
        }
        Setting.require(all.size() <= MAX_KEYS, name, all.size() + " keys", EXPECTED);
        List<VerificationKey> keys = new ArrayList<>();
        IllegalArgumentException why = null;
        for (JWK jwk : all) {
            if (isForSignatures(jwk)) {
                try {
                    VerificationKey key = key(name, jwk, secrets);
                    if (key != null && (jwk.getAlgorithm() == null || key.isFor(jwk.getAlgorithm()))) {
                        keys.add(key);
                    }
                } catch (IllegalArgumentException unusable) {
                    why = unusable;
                }
            }
        }
        if (keys.isEmpty() && why != null) {
            throw why;
        }
        Setting.require(!keys.isEmpty(), name, "no key that can be used", EXPECTED + (secrets ? " or HS256" : ""));
        return new KeySet(keys);
    }

    private static boolean isForSignatures(JWK jwk) {
        return (jwk.getKeyUse() == null || jwk.getKeyUse().equals(KeyUse.SIGNATURE))
                && (jwk.getKeyOperations() == null
                        || jwk.getKeyOperations().isEmpty()
                        || jwk.getKeyOperations().contains(KeyOperation.VERIFY));
    }

    /** The key; null if it is of a kind that is not taken. */
    private static @Nullable VerificationKey key(String name, JWK jwk, boolean secrets) {
        if (jwk instanceof OctetSequenceKey secret) {
            return secrets ? VerificationKey.secret(name, jwk.getKeyID(), secret.toByteArray()) : null;
        }
        Setting.require(
                !jwk.isPrivate(), name, "a private key", "the public key: a server that only checks needs no other");
        try {
            if (jwk instanceof RSAKey rsa) {
                return VerificationKey.of(name, jwk.getKeyID(), rsa.toRSAPublicKey());
            } else if (jwk instanceof ECKey ec && ec.getCurve().equals(Curve.P_256)) {
                return VerificationKey.of(name, jwk.getKeyID(), ec.toECPublicKey());
            } else if (jwk instanceof OctetKeyPair pair && pair.getCurve().equals(Curve.Ed25519)) {
                return VerificationKey.of(name, jwk.getKeyID(), ed25519(pair.getDecodedX()));
            }
            return null;
        } catch (JOSEException | GeneralSecurityException e) {
            throw Setting.refused(name, "a key that is damaged", EXPECTED);
        }
    }

    /** RFC 8032, section 5.1.2: y in little-endian order, and the lowest bit of x as the highest one. */
    static PublicKey ed25519(byte[] littleEndian) throws GeneralSecurityException {
        if (littleEndian.length != 32) {
            throw new GeneralSecurityException("32 bytes expected");
        }
        byte[] bigEndian = new byte[32];
        for (int i = 0; i < 32; i++) {
            bigEndian[i] = littleEndian[31 - i];
        }
        boolean xOdd = (bigEndian[0] & 0x80) != 0;
        bigEndian[0] &= 0x7f;
        EdECPoint point = new EdECPoint(xOdd, new BigInteger(1, bigEndian));
        return KeyFactory.getInstance("Ed25519")
                .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point));
    }
}
