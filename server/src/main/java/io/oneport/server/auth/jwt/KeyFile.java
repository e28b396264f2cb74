package io.oneport.server.auth.jwt;

import io.oneport.protocol.ByteOrderMark;
import io.oneport.protocol.Setting;
import io.oneport.protocol.SystemWords;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file of keys: a JWK or JWK Set; public keys in PEM; or else a secret, which is the bytes of the file without the
 * line end at its end. What looks like a key of any other form is refused and not taken for a secret: who knows a public key
 * could then sign with it. Stateless: any thread, but for an event loop.
 */
public final class KeyFile {
    private static final String NAME = "jwt-key";
    private static final int MAX_BYTES = 256 << 10;
    private static final String EXPECTED =
            "a secret of 32 bytes or more, public keys in PEM (RSA, EC on P-256, Ed25519), or a JWK or JWK Set";

    private static final Pattern PEM =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END ([A-Z0-9 ]+)-----\\s*");
    private static final List<String> KINDS = List.of("RSA", "EC", "Ed25519");

    private KeyFile() {}

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException if it can't be read, or holds no key that is good; the message is a line for the
     *     person, and has nothing of the file's content
     */
    public static KeySet read(Path file) {
        byte[] bytes = bytes(NAME, file);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        if (text.strip().startsWith("{")) {
            return Jwks.read(NAME, new String(bytes, StandardCharsets.UTF_8), true);
        }
        if (text.contains("-----BEGIN ")) {
            return pem(text.strip());
        }
        return new KeySet(List.of(VerificationKey.secret(NAME, null, secret(NAME, bytes))));
    }

    /**
     * The secret that a file is, without the line end at its end.
     *
     * @throws IllegalArgumentException if it is, most likely, a key of another kind
     */
    static byte[] secret(String name, byte[] bytes) {
        requireSecret(name, new String(bytes, StandardCharsets.ISO_8859_1).strip(), bytes);
        int end = bytes.length;
        if (end > 0 && bytes[end - 1] == '\n') {
            end -= end > 1 && bytes[end - 2] == '\r' ? 2 : 1;
        }
        return Arrays.copyOf(bytes, end);
    }

    /** The bytes of a file of keys. */
    static byte[] bytes(String name, Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            Setting.require(bytes.length <= MAX_BYTES, name, file, "a file of at most " + MAX_BYTES + " bytes");
            return text(name, file, bytes);
        } catch (NoSuchFileException e) {
            throw Setting.refused(name, file, "a file that exists");
        } catch (IOException e) {
            throw Setting.refused(name, file, "a file that can be read; " + SystemWords.of(e));
        }
    }

    /**
     * Without what an editor has put before the text of a file: else neither PEM nor JSON would be known for what it is, and
     * public keys be taken for a secret.
     */
    private static byte[] text(String name, Path file, byte[] bytes) {
        boolean utf16 = ByteOrderMark.isOfUtf16(bytes) && isText(new String(bytes, StandardCharsets.UTF_16));
        Setting.require(!utf16, name, file + ", which is UTF-16", "a file that is saved as UTF-8");
        byte[] rest = ByteOrderMark.without(bytes);
        return isText(new String(rest, StandardCharsets.ISO_8859_1)) ? rest : bytes;
    }

    /** Printable ASCII; random bytes may begin as a mark does. */
    private static boolean isText(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c < 0x7f || c == '\n' || c == '\r' || c == '\t');
    }

    private static KeySet pem(String text) {
        List<VerificationKey> keys = new ArrayList<>();
        Matcher block = PEM.matcher(text);
        int end = 0;
        while (block.find() && block.start() == end) {
            end = block.end();
            keys.add(VerificationKey.of(NAME, null, publicKey(block.group(1), block.group(2))));
        }
        Setting.require(end == text.length(), NAME, "damaged PEM", EXPECTED);
        return new KeySet(keys);
    }

    private static PublicKey publicKey(String label, String base64) {
        boolean isPrivate = label.endsWith("PRIVATE KEY");
        Setting.require(
                !isPrivate,
                NAME,
                label.toLowerCase(Locale.ROOT),
                "the public key, since a server that only checks needs no other: openssl pkey -in FILE -pubout");
        Setting.require(
                label.equals("PUBLIC KEY"),
                NAME,
                "BEGIN " + label,
                "BEGIN PUBLIC KEY, as openssl pkey -pubout writes it");
        try {
            PublicKey key = publicKey(Base64.getMimeDecoder().decode(base64));
            if (key == null) {
                throw Setting.refused(NAME, "a public key of another kind", EXPECTED);
            }
            return key;
        } catch (IllegalArgumentException e) {
            throw String.valueOf(e.getMessage()).startsWith(NAME) ? e : Setting.refused(NAME, "damaged PEM", EXPECTED);
        }
    }

    /** A key in the form of X.509; null if it is none of a kind that is known. */
    private static @Nullable PublicKey publicKey(byte[] der) {
        for (String kind : KINDS) {
            try {
                return KeyFactory.getInstance(kind).generatePublic(new X509EncodedKeySpec(der));
            } catch (GeneralSecurityException ofAnotherKind) {
                // the next one, perhaps
            }
        }
        return null;
    }

    /** Refuses as a secret what is, most likely, a key or a certificate. */
    private static void requireSecret(String name, String text, byte[] bytes) {
        Setting.require(
                !isDer(bytes) && !isDer(decoded(text)),
                name,
                "a key in DER",
                "PEM, as openssl pkey -pubout writes it: a public key must not be taken for a secret");
        Setting.require(
                !text.contains("\"kty\""),
                name,
                "JSON that is no key",
                "a JWK or JWK Set: a public key must not be taken for a secret");
        Setting.require(
                !text.startsWith("ssh-") && !text.startsWith("ecdsa-"),
                name,
                "a key in the form of OpenSSH",
                "PEM, as ssh-keygen -e -m PKCS8 writes it: a public key must not be taken for a secret");
    }

    private static byte[] decoded(String text) {
        try {
            return Base64.getMimeDecoder().decode(text);
        } catch (IllegalArgumentException no) {
            return new byte[0];
        }
    }

    /** Whether bytes are one SEQUENCE of ASN.1 and nothing else, as keys and certificates are. */
    private static boolean isDer(byte[] bytes) {
        if (bytes.length < 4 || bytes[0] != 0x30) {
            return false;
        }
        int length = bytes[1] & 0xff;
        int head = 2;
        if (length > 0x80 && length <= 0x83) {
            head += length - 0x80;
            length = 0;
            for (int i = 2; i < head && i < bytes.length; i++) {
                length = length << 8 | bytes[i] & 0xff;
            }
        }
        return head + length == bytes.length;
    }
}
