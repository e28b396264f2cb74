package io.oneport.server.front.tls;

import io.oneport.server.blackbox.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes a client's records of application data with AES-128-GCM, by secrets that its engine has logged: also those without
 * data, which an engine would not make (RFC 8446, sections 5.2 and 7.3; RFC 5246, section 6.3; RFC 5288).
 */
final class OwnRecords {
    private static final int APPLICATION_DATA = 23;
    private static final int KEY_BYTES = 16;
    private static final int TAG_BYTES = 16;
    private static final int IV_BYTES = 12;
    private static final int SALT_BYTES = 4;

    private final SecretKeySpec key;
    /** The whole of TLS 1.3, or the salt of TLS 1.2. */
    private final byte[] iv;

    private long sequence;

    private OwnRecords(byte[] key, byte[] iv, long sequence) {
        this.key = new SecretKeySpec(key, "AES");
        this.iv = iv;
        this.sequence = sequence;
    }

    /**
     * Begins with the first record after the handshake.
     *
     * @param log lines of a key log (RFC 9850)
     * @param serverRandom of the ServerHello
     */
    static OwnRecords of(List<String> log, byte[] serverRandom) throws GeneralSecurityException {
        for (String line : log) {
            String[] words = line.split(" ");
            byte[] secret = HexFormat.of().parseHex(words[2]);
            if (words[0].equals("CLIENT_TRAFFIC_SECRET_0")) {
                return new OwnRecords(expand(secret, "key", KEY_BYTES), expand(secret, "iv", IV_BYTES), 0);
            }
            if (words[0].equals("CLIENT_RANDOM")) {
                byte[] seed = Bytes.concat(
                        "key expansion".getBytes(StandardCharsets.US_ASCII),
                        serverRandom,
                        HexFormat.of().parseHex(words[1]));
                byte[] block = prf(secret, seed, 2 * (KEY_BYTES + SALT_BYTES));
                return new OwnRecords(
                        Arrays.copyOf(block, KEY_BYTES),
                        Arrays.copyOfRange(block, 2 * KEY_BYTES, 2 * KEY_BYTES + SALT_BYTES),
                        1); // 0 was Finished
            }
        }
        throw new AssertionError("no secret: " + log);
    }

    private static byte[] hmac(byte[] secret, byte[]... input) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret, "HmacSHA256"));
        return mac.doFinal(Bytes.concat(input));
    }

    /** HKDF-Expand-Label, where one block is enough. */
    private static byte[] expand(byte[] secret, String label, int bytes) throws GeneralSecurityException {
        byte[] name = ("tls13 " + label).getBytes(StandardCharsets.US_ASCII);
        byte[] block = hmac(secret, new byte[] {0, (byte) bytes, (byte) name.length}, name, new byte[] {0, 1});
        return Arrays.copyOf(block, bytes);
    }

    private static byte[] prf(byte[] secret, byte[] seed, int bytes) throws GeneralSecurityException {
        byte[] out = {};
        byte[] a = seed;
        while (out.length < bytes) {
            a = hmac(secret, a);
            out = Bytes.concat(out, hmac(secret, a, seed));
        }
        return out;
    }

    /** One record. */
    byte[] record(byte[] data) {
        byte[] number = ByteBuffer.allocate(8).putLong(sequence++).array();
        try {
            return iv.length == IV_BYTES ? record13(data, number) : record12(data, number);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private byte[] record13(byte[] data, byte[] number) throws GeneralSecurityException {
        byte[] nonce = iv.clone();
        for (int i = 0; i < number.length; i++) {
            nonce[IV_BYTES - number.length + i] ^= number[i];
        }
        byte[] header = header(data.length + 1 + TAG_BYTES);
        return Bytes.concat(header, sealed(nonce, header, Bytes.concat(data, new byte[] {APPLICATION_DATA})));
    }

    private byte[] record12(byte[] data, byte[] number) throws GeneralSecurityException {
        byte[] authenticated = Bytes.concat(number, header(data.length));
        byte[] body = Bytes.concat(number, sealed(Bytes.concat(iv, number), authenticated, data));
        return Bytes.concat(header(body.length), body);
    }

    private static byte[] header(int length) {
        return new byte[] {APPLICATION_DATA, 3, 3, (byte) (length >> 8), (byte) length};
    }

    private byte[] sealed(byte[] nonce, byte[] authenticated, byte[] text) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(8 * TAG_BYTES, nonce));
        cipher.updateAAD(authenticated);
        return cipher.doFinal(text);
    }
}
