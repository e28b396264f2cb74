package io.oneport.server.auth.jwt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.oneport.protocol.TopicName;
import io.oneport.server.api.Principal;
import io.oneport.server.api.TokenVerdict;
import io.oneport.server.api.TopicPatterns;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JwtVerifierTest {
    private static final long NOW = 1_800_000_000_000L;
    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final ClaimRules RULES = new ClaimRules("", "", Duration.ofSeconds(10), false);

    private static KeyPair rsa;
    private static KeyPair ec;
    private static KeyPair ed;

    @TempDir
    Path folder;

    private final AtomicLong clock = new AtomicLong(NOW);
    private JwtVerifier verifier;

    @BeforeAll
    static void makeKeys() throws Exception {
        KeyPairGenerator rsaKeys = KeyPairGenerator.getInstance("RSA");
        rsaKeys.initialize(2048);
        rsa = rsaKeys.generateKeyPair();
        KeyPairGenerator ecKeys = KeyPairGenerator.getInstance("EC");
        ecKeys.initialize(new ECGenParameterSpec("secp256r1"));
        ec = ecKeys.generateKeyPair();
        ed = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    }

    @AfterEach
    void close() {
        if (verifier != null) {
            verifier.close();
        }
    }

    @Test
    void eachAlgorithmIsCheckedWithItsKey() throws Exception {
        start(pem(rsa.getPublic()) + pem(ec.getPublic()) + pem(ed.getPublic()));
        assertValid(signed(JWSAlgorithm.RS256, new RSASSASigner(rsa.getPrivate())));
        assertValid(signed(JWSAlgorithm.ES256, new ECDSASigner((ECPrivateKey) ec.getPrivate())));
        assertValid(edSigned("EdDSA"));
        assertValid(edSigned("Ed25519"));
        start(SECRET);
        assertValid(hs256(claims().build()));
        start(SECRET + "\r\n");
        assertValid(hs256(claims().build()));
    }

    /** RFC 7515, appendices A.1 and A.3: made by others, and long expired. */
    @Test
    void tokensOfTheStandardAreGood() throws Exception {
        String payload =
                ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVl" + "fQ.";
        clock.set(1_300_819_379_000L);
        start(
                "{\"kty\":\"oct\",\"k\":\"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9"
                        + "CAow\"}");
        String hmac =
                "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9" + payload + "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        assertValid(hmac);
        start("{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","
                + "\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}");
        assertValid("eyJhbGciOiJFUzI1NiJ9" + payload
                + "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q");
        assertReason("alg is not one of this server's keys, ES256", hmac);
        clock.set(1_300_819_390_000L);
        assertReason("expired", hmac);
    }

    @Test
    void aPublicKeyIsNeverASecret() throws Exception {
        start(pem(rsa.getPublic()));
        for (String secret : List.of(
                pem(rsa.getPublic()),
                pem(rsa.getPublic()).strip(),
                Base64.getEncoder().encodeToString(rsa.getPublic().getEncoded()))) {
            assertReason(
                    "alg is not one of this server's keys, RS256",
                    hs256(claims().build(), secret.getBytes(StandardCharsets.ISO_8859_1)));
        }
        assertReason(
                "alg is not one of this server's keys, RS256",
                hs256(claims().build(), rsa.getPublic().getEncoded()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"alg\":\"none\"}",
                "{\"alg\":\"None\"}",
                "{\"alg\":\"nOnE\",\"kid\":null}",
                "{\"alg\":\"HS384\"}",
                "{\"alg\":\"HS512\"}",
                "{\"alg\":\"PS256\"}",
                "{\"alg\":\"ES256K\"}",
                "{\"alg\":\"hs256\"}",
                "{\"alg\":\"\"}",
                "{\"alg\":1}",
                "{\"alg\":[\"HS256\"]}",
                "{}",
                "[]",
                "null",
                "\"HS256\"",
                "{\"alg\":\"HS256\",\"crit\":[\"b64\"],\"b64\":false}",
                "{\"alg\":\"HS256\",\"crit\":[]}",
                "{\"alg\":\"HS256\",\"crit\":[\"exp\"]}",
                "{\"alg\":\"HS256\",\"zip\":\"DEF\",\"crit\":[\"zip\"]}",
                "{\"alg\":\"dir\",\"enc\":\"A128GCM\"}",
                "{\"alg\":\"HS256\""
            })
    void otherHeadersAreRefusedHoweverTheyAreSigned(String header) throws Exception {
        start(SECRET);
        String input = base64(header) + "." + base64(claims().build().toString());
        assertInvalid(input + "." + hmac(input));
        assertInvalid(input + ".");
        assertInvalid(input);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jwk:{\"kty\":\"oct\",\"k\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}",
                "jku:\"http://127.0.0.1:1/keys\"",
                "x5u:\"http://127.0.0.1:1/keys\"",
                "x5c:[\"AAAA\"]",
                "kid:\"../../../../dev/null\"",
                "kid:\"' or 1=1 --\""
            })
    void keysThatATokenBringsAreNotTaken(String member) throws Exception {
        start(SECRET);
        String name = member.substring(0, member.indexOf(':'));
        String header = "{\"alg\":\"HS256\",\"" + name + "\":" + member.substring(member.indexOf(':') + 1) + "}";
        String input = base64(header) + "." + base64(claims().build().toString());
        byte[] zeros = new byte[32];
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(zeros, "HmacSHA256"));
        String forged = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(mac.doFinal(input.getBytes(StandardCharsets.US_ASCII)));
        assertInvalid(input + "." + forged);
    }

    @Test
    void aKeyIdChoosesAndAnUnknownOneIsRefused() throws Exception {
        String set = "{\"keys\":[" + jwk("one", 'a') + "," + jwk("two", 'b') + ",{\"kty\":\"future\",\"kid\":\"x\"},"
                + jwk("one", 'c') + "]}";
        start(set);
        assertValid(hs256("one", 'a'));
        assertValid(hs256("two", 'b'));
        assertValid(hs256("one", 'c'));
        assertValid(hs256(null, 'b'));
        assertReason("the signature does not fit a key of this server", hs256("two", 'a'));
        assertReason("kid names no key of this server", hs256("three", 'a'));
        assertReason("kid names no key of this server", hs256("x".repeat(2000), 'a'));
    }

    /** CVE-2022-21449: a signature of zeros was good for every key and every text. */
    @Test
    void aSignatureOfZerosIsNone() throws Exception {
        start(pem(ec.getPublic()) + pem(ed.getPublic()) + pem(rsa.getPublic()));
        for (String algorithm : List.of("ES256", "EdDSA", "RS256")) {
            for (int length : List.of(0, 1, 64, 256)) {
                String zeros = Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[length]);
                assertInvalid(base64("{\"alg\":\"" + algorithm + "\"}") + "."
                        + base64(claims().build().toString()) + "." + zeros);
            }
        }
    }

    @Test
    void noChangedTokenIsGood() throws Exception {
        start(SECRET);
        String good = hs256(claims().build());
        for (int i = 0; i < good.length() - 1; i++) { // the last character has two bits that mean nothing
            char other = good.charAt(i) == 'A' ? 'B' : 'A';
            assertInvalid(good.substring(0, i) + other + good.substring(i + 1));
            assertInvalid(good.substring(0, i) + good.substring(i + 1));
            assertInvalid(good.substring(0, i));
        }
        assertInvalid(good + ".");
        assertInvalid(good + "=");
        assertInvalid(good + "\n");
        assertInvalid(" " + good);
        assertInvalid(good + "." + good);
        assertInvalid("");
        assertInvalid("..");
        assertValid(good);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                                             | exp is missing
            {"exp":1799999989}                             | expired
            {"exp":-1}                                     | expired
            {"exp":99999999999999999}                      | exp is after the year 9999
            {"exp":1800000100,"nbf":1800000011}            | not yet valid, nbf is in the future
            {"exp":"1800000100"}                           | not a signed JWT
            {"exp":1800000100,"exp":1800000100}            | not a signed JWT
            {"exp":1800000100,"publish":"*"}               | claim publish is no list of up to 100 topic patterns, each a name, a beginning and *, or *
            {"exp":1800000100,"publish":[1]}               | claim publish is no list of up to 100 topic patterns, each a name, a beginning and *, or *
            {"exp":1800000100,"publish":[null]}            | claim publish is no list of up to 100 topic patterns, each a name, a beginning and *, or *
            {"exp":1800000100,"subscribe":["a","*.b"]}     | claim subscribe is no list of up to 100 topic patterns, each a name, a beginning and *, or *
            {"exp":1800000100,"subscribe":["a b"]}         | claim subscribe is no list of up to 100 topic patterns, each a name, a beginning and *, or *
            {"exp":1800000100,"subscribe":[""]}            | claim subscribe is no list of up to 100 topic patterns, each a name, a beginning and *, or *
            {"exp":1800000100,"subscribe":{"a":1}}         | claim subscribe is no list of up to 100 topic patterns, each a name, a beginning and *, or *
            {"exp":1800000100,"sub":"a\\nb"}               | sub is longer than 255 characters, or has control characters
            """)
    void badClaimsAreRefusedWithTheirReason(String claims, String reason) throws Exception {
        start(SECRET);
        String input = base64("{\"alg\":\"HS256\"}") + "." + base64(claims);
        assertReason(reason, input + "." + hmac(input));
    }

    @Test
    void audienceAndIssuerMustBeThoseThatAreConfigured() throws Exception {
        start(SECRET, new ClaimRules("oneport", "https://issuer.example", Duration.ZERO, false));
        JWTClaimsSet.Builder issued = claims().issuer("https://issuer.example");
        assertValid(hs256(
                new JWTClaimsSet.Builder(issued.build()).audience("oneport").build()));
        assertValid(hs256(new JWTClaimsSet.Builder(issued.build())
                .audience(List.of("other", "oneport"))
                .build()));
        assertReason(
                "aud does not name this server, see jwt-audience",
                hs256(new JWTClaimsSet.Builder(issued.build())
                        .audience("oneport2")
                        .build()));
        assertReason("aud does not name this server, see jwt-audience", hs256(issued.build()));
        assertReason(
                "iss is another issuer, see jwt-issuer",
                hs256(claims().audience("oneport")
                        .issuer("https://issuer.example/")
                        .build()));
        assertReason(
                "iss is another issuer, see jwt-issuer",
                hs256(claims().audience("oneport").build()));
    }

    @Test
    void aPrincipalHasTheNameAndTheRightsOfItsToken() throws Exception {
        start(SECRET);
        Principal alice = assertValid(hs256(claims().subject("alice")
                .claim("publish", List.of("a.*", "b"))
                .claim("subscribe", List.of("*"))
                .build()));
        assertEquals("alice", alice.name());
        assertEquals(NOW + 60_000 + 10_000, alice.expiresMillis());
        assertTrue(alice.mayPublish(new TopicName("a.x.y")) && alice.mayPublish(new TopicName("b")));
        assertTrue(!alice.mayPublish(new TopicName("a")) && !alice.mayPublish(new TopicName("bb")));
        assertTrue(alice.maySubscribe(new TopicName("anything")));
        Principal nobody = assertValid(hs256(claims().build()));
        assertTrue(nobody.name().startsWith("token:") && nobody.known(), nobody.name());
        assertTrue(!nobody.mayPublish(new TopicName("a")) && !nobody.maySubscribe(new TopicName("a")));
    }

    @Test
    void aTokenWithoutEndIsTakenOnlyBySetting() throws Exception {
        start(SECRET, new ClaimRules("", "", Duration.ZERO, true));
        assertEquals(
                Principal.NEVER,
                assertValid(hs256(new JWTClaimsSet.Builder().build())).expiresMillis());
    }

    @Test
    void whatIsRememberedEndsWithTheTokenAndWithTheKeys() throws Exception {
        start(SECRET);
        String token = hs256(claims().build());
        assertValid(token);
        assertEquals(verifier.verify(token), verifier.verify(token), "remembered");
        clock.addAndGet(69_999);
        assertValid(token);
        clock.addAndGet(1);
        assertReason("expired", token);
        clock.set(NOW);
        assertValid(token);
        verifier.keys(KeyFile.read(file("another secret that is long enough")));
        assertReason("the signature does not fit a key of this server", token);
    }

    @Test
    void whatIsRememberedIsBounded() {
        int known = remembered(new VerifiedTokens(20, Long.MAX_VALUE), TopicPatterns.ALL);
        assertTrue(known <= 20 && known >= 5, "known: " + known);
    }

    @Test
    void whatIsRememberedIsBoundedInBytesToo() {
        TopicPatterns many = TopicPatterns.of("publish", Collections.nCopies(50, "topic.*"));
        int known = remembered(new VerifiedTokens(1000, 100_000), many);
        assertTrue(known <= 16 && known >= 3, "known: " + known);
    }

    /** How many of 100 tokens with a right are remembered at the end. */
    private static int remembered(VerifiedTokens verified, TopicPatterns right) {
        Principal who = new Principal("alice", true, right, right, Principal.NEVER);
        for (int i = 0; i < 100; i++) {
            verified.put(TokenHash.of("token" + i), new TokenVerdict.Valid(who));
            verified.get(TokenHash.of("token0"));
        }
        int known = 0;
        for (int i = 0; i < 100; i++) {
            known += verified.get(TokenHash.of("token" + i)) == null ? 0 : 1;
        }
        return known;
    }

    @Test
    void hugeAndDeepTokensCostLittle() throws Exception {
        start(SECRET);
        assertReason("longer than 8192 characters", "a".repeat(8193));
        assertInvalid(base64("[".repeat(2000)) + "." + base64("[".repeat(2000)) + ".AAAA");
        assertInvalid(base64("{\"alg\":\"HS256\",\"x\":" + "[".repeat(4000) + "]".repeat(100) + "}") + ".e30.AAAA");
        assertInvalid(".".repeat(8000));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            short                     | a secret of 5 bytes
            {"keys":[]}               | no key that can be used
            {"kty":"oct","k":"AAAA"}  | a secret of 3 bytes
            {not json                 | JSON that is no key
            -----BEGIN PUBLIC KEY-----| damaged PEM
            ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGmuSGg7ZrVnkEgh | a key in the form of OpenSSH
            """)
    void aBadKeyFileIsRefusedInOneLine(String content, String value) throws Exception {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> KeyFile.read(file(content)));
        assertTrue(refused.getMessage().startsWith("jwt-key: " + value + " (expected: "), refused.getMessage());
    }

    /** Else the mark, which nobody sees, would make a secret of them that everybody knows. */
    @Test
    void publicKeysAreKnownBehindAByteOrderMark() throws Exception {
        String jwks = "{\"keys\":["
                + new RSAKey.Builder((RSAPublicKey) rsa.getPublic()).build().toJSONString() + "]}";
        for (String text : List.of(pem(rsa.getPublic()), jwks)) {
            Path marked = Files.write(
                    Files.createTempFile(folder, "key", ""), ("\uFEFF" + text).getBytes(StandardCharsets.UTF_8));
            assertFalse(KeyFile.read(marked).hasSecret());
            for (Charset utf16 : List.of(StandardCharsets.UTF_16BE, StandardCharsets.UTF_16LE)) {
                Path other = Files.write(Files.createTempFile(folder, "key", ""), ("\uFEFF" + text).getBytes(utf16));
                assertTrue(assertThrows(IllegalArgumentException.class, () -> KeyFile.read(other))
                        .getMessage()
                        .endsWith("which is UTF-16 (expected: a file that is saved as UTF-8)"));
            }
        }
        assertRefused("JSON that is no key", "[" + jwks + "]");
    }

    @Test
    void keysThatMustNotBeThereAreRefused() throws Exception {
        KeyPairGenerator small = KeyPairGenerator.getInstance("RSA");
        small.initialize(1024);
        assertRefused("an RSA key of 1024 bits", pem(small.generateKeyPair().getPublic()));
        KeyPairGenerator other = KeyPairGenerator.getInstance("EC");
        other.initialize(new ECGenParameterSpec("secp384r1"));
        assertRefused("an EC key on P-384", pem(other.generateKeyPair().getPublic()));
        assertRefused(
                "a key of XDH",
                pem(KeyPairGenerator.getInstance("X25519").generateKeyPair().getPublic()),
                "a public key of another kind");
        String privateKey = "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getEncoder().encodeToString(ec.getPrivate().getEncoded()) + "\n-----END PRIVATE KEY-----\n";
        assertRefused("private key", privateKey);
        assertRefused(
                "a key in DER",
                Base64.getEncoder().encodeToString(rsa.getPublic().getEncoded()));
        Path der = Files.write(
                Files.createTempFile(folder, "key", ".der"), ec.getPublic().getEncoded());
        assertTrue(assertThrows(IllegalArgumentException.class, () -> KeyFile.read(der))
                .getMessage()
                .startsWith("jwt-key: a key in DER"));
        assertRefused("a file", null);
    }

    private void assertRefused(String value, String content, String... or) throws Exception {
        Path file = content == null ? folder.resolve("none") : file(content);
        String line = assertThrows(IllegalArgumentException.class, () -> KeyFile.read(file))
                .getMessage();
        boolean expected = line.contains(value) || or.length > 0 && line.contains(or[0]);
        assertTrue(expected && line.contains("(expected: "), line);
    }

    private void start(String keyFile) throws Exception {
        start(keyFile, RULES);
    }

    private void start(String keyFile, ClaimRules rules) throws Exception {
        close();
        verifier = new JwtVerifier(KeyFile.read(file(keyFile)), rules, clock::get);
    }

    private Path file(String content) throws Exception {
        return Files.writeString(Files.createTempFile(folder, "key", ""), content, StandardCharsets.ISO_8859_1);
    }

    private TokenVerdict verdict(String token) throws Exception {
        return verifier.verify(token).get(20, TimeUnit.SECONDS);
    }

    private Principal assertValid(String token) throws Exception {
        return assertInstanceOf(TokenVerdict.Valid.class, verdict(token)).principal();
    }

    private void assertInvalid(String token) throws Exception {
        assertInstanceOf(TokenVerdict.Invalid.class, verdict(token), token);
    }

    private void assertReason(String reason, String token) throws Exception {
        assertEquals(new TokenVerdict.Invalid(reason), verdict(token));
    }

    private static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder().expirationTime(new Date(NOW + 60_000));
    }

    private static String hs256(JWTClaimsSet claims) throws Exception {
        return hs256(claims, SECRET.getBytes(StandardCharsets.US_ASCII));
    }

    private static String hs256(JWTClaimsSet claims, byte[] secret) throws Exception {
        SignedJWT jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
        jwt.sign(new MACSigner(secret));
        return jwt.serialize();
    }

    private static String hs256(String kid, char secret) throws Exception {
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(kid).build();
        SignedJWT jwt = new SignedJWT(header, claims().build());
        jwt.sign(new MACSigner(String.valueOf(secret).repeat(32)));
        return jwt.serialize();
    }

    private static String jwk(String kid, char secret) {
        return "{\"kty\":\"oct\",\"kid\":\"" + kid + "\",\"k\":\""
                + base64(String.valueOf(secret).repeat(32)) + "\"}";
    }

    private static String signed(JWSAlgorithm algorithm, JWSSigner signer) throws Exception {
        SignedJWT jwt = new SignedJWT(new JWSHeader(algorithm), claims().build());
        jwt.sign(signer);
        return jwt.serialize();
    }

    private static String edSigned(String algorithm) throws Exception {
        String input = base64("{\"alg\":\"" + algorithm + "\"}") + "."
                + base64(claims().build().toString());
        Signature signer = Signature.getInstance("Ed25519");
        signer.initSign(ed.getPrivate());
        signer.update(input.getBytes(StandardCharsets.US_ASCII));
        return input + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signer.sign());
    }

    private static String hmac(String input) throws Exception {
        MACSigner signer = new MACSigner(SECRET);
        return signer.sign(new JWSHeader(JWSAlgorithm.HS256), input.getBytes(StandardCharsets.US_ASCII))
                .toString();
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String pem(PublicKey key) {
        return "-----BEGIN PUBLIC KEY-----\n" + Base64.getMimeEncoder().encodeToString(key.getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }
}
