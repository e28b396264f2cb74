package io.oneport.server.auth.jwt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.oneport.server.api.TokenVerdict;
import java.io.IOException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RemoteKeysTest {
    private static final ClaimRules RULES = new ClaimRules("", "", Duration.ofSeconds(10), false);
    private static final Duration HOUR = Duration.ofHours(1);

    private Issuer issuer;
    private JwtVerifier verifier;
    private RemoteKeys remote;

    @BeforeEach
    void start() throws IOException {
        issuer = new Issuer();
    }

    @AfterEach
    void stop() {
        if (remote != null) {
            remote.close();
            verifier.close();
        }
        issuer.close();
    }

    private void fetch(Duration gap) {
        fetch(gap, Duration.ofSeconds(20));
    }

    private void fetch(Duration gap, Duration limit) {
        verifier = new JwtVerifier(null, RULES);
        remote = new RemoteKeys(issuer.uri(), HOUR, verifier::keys, gap, limit);
        verifier.moreFrom(remote);
        remote.start();
    }

    @Test
    void aTokenWaitsForTheFirstFetch() throws Exception {
        KeyPair key = key();
        issuer.answer(200, set(jwk("a", key)));
        issuer.hang();
        fetch(HOUR);
        CompletableFuture<TokenVerdict> verdict = verifier.verify(token("a", key));
        assertFalse(verdict.isDone());
        issuer.release();
        assertInstanceOf(TokenVerdict.Valid.class, verdict.get(20, TimeUnit.SECONDS));
    }

    @Test
    void anUnknownKeyIsFetchedAndTheOldOneIsGone() throws Exception {
        KeyPair first = key();
        KeyPair second = key();
        issuer.answer(200, set(jwk("a", first)));
        fetch(Duration.ZERO);
        assertInstanceOf(TokenVerdict.Valid.class, verdict(token("a", first)));
        issuer.answer(200, set(jwk("b", second)));
        assertInstanceOf(TokenVerdict.Valid.class, verdict(token("b", second)));
        assertInstanceOf(TokenVerdict.Invalid.class, verdict(token("a", first)));
        assertInstanceOf(TokenVerdict.Invalid.class, verdict(token("b", first)));
    }

    @Test
    void aTokenThatNamesNoKeyMayBeOfANewOne() throws Exception {
        KeyPair first = key();
        KeyPair second = key();
        issuer.answer(200, set(jwk("a", first)));
        fetch(Duration.ZERO);
        assertInstanceOf(TokenVerdict.Valid.class, verdict(token(null, first)));
        assertEquals(1, issuer.fetches());
        issuer.answer(200, set(jwk("b", second)));
        assertInstanceOf(TokenVerdict.Valid.class, verdict(token(null, second)));
        assertInstanceOf(TokenVerdict.Invalid.class, verdict(token(null, first)));
    }

    @Test
    void forgedTokensThatNameNoKeyCauseNoMoreThanOneFetch() throws Exception {
        KeyPair key = key();
        issuer.answer(200, set(jwk("a", key)));
        fetch(HOUR);
        assertInstanceOf(TokenVerdict.Valid.class, verdict(token("a", key)));
        KeyPair other = key();
        for (int i = 0; i < 20; i++) {
            assertEquals(
                    new TokenVerdict.Invalid("the signature does not fit a key of this server"),
                    verdict(token(null, other)));
        }
        assertEquals(1, issuer.fetches());
    }

    @Test
    void madeUpKeysCauseNoMoreThanOneFetch() throws Exception {
        KeyPair key = key();
        issuer.answer(200, set(jwk("a", key)));
        fetch(HOUR);
        assertInstanceOf(TokenVerdict.Valid.class, verdict(token("a", key)));
        for (int i = 0; i < 100; i++) {
            assertEquals(new TokenVerdict.Invalid("kid names no key of this server"), verdict(token("x" + i, key)));
        }
        assertEquals(1, issuer.fetches());
    }

    @Test
    void keysStayWhenAFetchFails() throws Exception {
        KeyPair key = key();
        issuer.answer(200, set(jwk("a", key)));
        fetch(HOUR);
        assertInstanceOf(TokenVerdict.Valid.class, verdict(token("a", key)));
        issuer.answer(500, "");
        assertEquals(
                "answered 500 (expected: 200)",
                assertThrows(IOException.class, remote::refresh).getMessage());
        assertInstanceOf(TokenVerdict.Valid.class, verdict(token("a", key)));
        issuer.answer(200, set(jwk("a", key), jwk("b", key)));
        assertTrue(remote.refresh().startsWith("fetched from http://127.0.0.1:"));
        assertInstanceOf(TokenVerdict.Valid.class, verdict(token("b", key)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            302 | {}          | answered 302 (expected: 200)
            404 | none        | answered 404 (expected: 200)
            200 | <html>      | jwt-jwks: JSON that is no key
            200 | {"keys":[]} | jwt-jwks: no key that can be used
            200 | {"keys":[{"kty":"oct","kid":"a","k":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}]} | jwt-jwks: no key that can be used
            200 | HUGE        | the answer is longer than 262144 bytes
            """)
    void whatIsNoSetOfPublicKeysIsRefused(int status, String body, String why) throws Exception {
        issuer.answer(status, body.equals("HUGE") ? " ".repeat(300_000) : body);
        fetch(HOUR);
        String message = assertThrows(IOException.class, remote::refresh).getMessage();
        assertTrue(message.contains(why), message);
        assertInstanceOf(TokenVerdict.Unavailable.class, verdict(token("a", key())));
    }

    @Test
    void anIssuerThatNeverAnswersIsGivenUp() {
        issuer.hang();
        fetch(HOUR, Duration.ofMillis(200));
        String message = assertThrows(IOException.class, remote::refresh).getMessage();
        assertEquals("no whole answer within 200ms", message);
    }

    private TokenVerdict verdict(String token) throws Exception {
        return verifier.verify(token).get(20, TimeUnit.SECONDS);
    }

    private static KeyPair key() throws Exception {
        KeyPairGenerator keys = KeyPairGenerator.getInstance("EC");
        keys.initialize(new ECGenParameterSpec("secp256r1"));
        return keys.generateKeyPair();
    }

    private static String jwk(String kid, KeyPair key) {
        return new ECKey.Builder(Curve.P_256, (ECPublicKey) key.getPublic())
                .keyID(kid)
                .build()
                .toJSONString();
    }

    private static String set(String... keys) {
        return "{\"keys\":[" + String.join(",", List.of(keys)) + "]}";
    }

    private static String token(String kid, KeyPair key) throws Exception {
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .expirationTime(new Date(System.currentTimeMillis() + 600_000))
                .build();
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(kid).build(), claims);
        jwt.sign(new ECDSASigner((ECPrivateKey) key.getPrivate()));
        return jwt.serialize();
    }
}
