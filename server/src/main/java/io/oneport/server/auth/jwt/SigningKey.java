package io.oneport.server.auth.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.oneport.protocol.Setting;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A key that tokens are signed with, for a try. Immutable: any thread.
 *
 * @param algorithm the only one that it is good for
 * @param signer makes signatures
 */
public record SigningKey(JWSAlgorithm algorithm, JWSSigner signer) {
    private static final String NAME = "key";
    private static final String EXPECTED =
            "a secret of 32 bytes or more, or a private key in PEM (PKCS #8): RSA, EC on P-256, or Ed25519";

    private static final Pattern PEM =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]*)-----END PRIVATE KEY-----", Pattern.DOTALL);

    /**
     * Reads a file with a secret, or with one private key.
     *
     * @throws IllegalArgumentException if it can't be read, or is something else; the message is a line for the person
     */
    public static SigningKey read(Path file) {
        byte[] bytes = KeyFile.bytes(NAME, file);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        Setting.require(!text.strip().startsWith("{"), NAME, "a JWK", EXPECTED);
        try {
            if (text.contains("-----BEGIN ")) {
                return of(privateKey(text));
            }
            byte[] secret = KeyFile.secret(NAME, bytes);
            VerificationKey.secret(NAME, null, secret); // as long as the server demands
            return new SigningKey(JWSAlgorithm.HS256, new MACSigner(secret));
        } catch (JOSEException e) {
            throw Setting.refused(NAME, file, EXPECTED);
        }
    }

    private static PrivateKey privateKey(String text) {
        Setting.require(!text.contains("BEGIN PUBLIC KEY"), NAME, "a public key", "the private key, which signs");
        Matcher pem = PEM.matcher(text);
        Setting.require(
                pem.find(),
                NAME,
                "PEM of another form",
                "BEGIN PRIVATE KEY, as openssl pkcs8 -topk8 -nocrypt writes it");
        byte[] der;
        try {
            der = Base64.getMimeDecoder().decode(pem.group(1));
        } catch (IllegalArgumentException e) {
            throw Setting.refused(NAME, "damaged PEM", EXPECTED);
        }
        for (String kind : List.of("RSA", "EC", "Ed25519")) {
            try {
                return KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (GeneralSecurityException ofAnotherKind) {
                // the next one, perhaps
            }
        }
        throw Setting.refused(NAME, "a private key of another kind", EXPECTED);
    }

    private static SigningKey of(PrivateKey key) throws JOSEException {
        if (key instanceof RSAPrivateKey) {
            return new SigningKey(JWSAlgorithm.RS256, new RSASSASigner(key));
        } else if (key instanceof ECPrivateKey ec) {
            return new SigningKey(JWSAlgorithm.ES256, new ECDSASigner(ec));
        }
        return new SigningKey(JWSAlgorithm.EdDSA, new Ed25519Signer((EdECPrivateKey) key));
    }

    /** Signs claims: the token, in its compact form. */
    public String sign(JWTClaimsSet claims) {
        try {
            SignedJWT jwt = new SignedJWT(new JWSHeader(algorithm), claims);
            jwt.sign(signer);
            return jwt.serialize();
        } catch (JOSEException e) {
            throw Setting.refused(NAME, algorithm, EXPECTED);
        }
    }
}
