package io.oneport.server.front.tls;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The little of DER (X.690) that it takes to put older forms of private keys into PKCS#8 (RFC 5958). Any thread. */
final class Der {
    private static final int INTEGER = 0x02;
    private static final int OCTET_STRING = 0x04;
    private static final int SEQUENCE = 0x30;
    private static final int PARAMETERS = 0xa0;

    private static final byte[] VERSION_0 = {INTEGER, 1, 0};
    /** rsaEncryption, with its empty parameters. */
    private static final byte[] RSA = HexFormat.of().parseHex("06092a864886f70d0101010500");
    /** id-ecPublicKey; its parameters are the curve. */
    private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");

    private Der() {}

    /** A key in the form of RFC 8017, appendix A.1.2, as PKCS#8. */
    static byte[] pkcs8OfRsa(byte[] key) {
        return element(SEQUENCE, VERSION_0, element(SEQUENCE, RSA), element(OCTET_STRING, key));
    }

    /** A key in the form of RFC 5915 as PKCS#8; null if it does not name its curve, or is malformed. */
    static byte @Nullable [] pkcs8OfEc(byte[] key) {
        byte[] curve = curve(key);
        return curve == null
                ? null
                : element(SEQUENCE, VERSION_0, element(SEQUENCE, EC, curve), element(OCTET_STRING, key));
    }

    /** The element in the field {@code parameters [0]}, which comes after the version and the key itself. */
    private static byte @Nullable [] curve(byte[] key) {
        try {
            int at = content(key, 0);
            while (at < key.length) {
                int begin = content(key, at);
                int end = begin + length(key, at);
                if (end <= at) {
                    return null;
                }
                if ((key[at] & 0xff) == PARAMETERS) {
                    byte[] curve = new byte[end - begin];
                    System.arraycopy(key, begin, curve, 0, curve.length);
                    return curve;
                }
                at = end;
            }
            return null;
        } catch (IndexOutOfBoundsException | NegativeArraySizeException malformed) {
            return null;
        }
    }

    /** Where the content of the element at an index begins. */
    private static int content(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        return at + 2 + (first < 0x80 ? 0 : first & 0x7f);
    }

    private static int length(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        if (first < 0x80) {
            return first;
        }
        int length = 0;
        for (int i = 0; i < (first & 0x7f); i++) {
            length = length << 8 | der[at + 2 + i] & 0xff;
        }
        return length;
    }

    private static byte[] element(int tag, byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(length + 4);
        out.write(tag);
        if (length >= 0x80) {
            int bytes = length < 0x100 ? 1 : length < 0x10000 ? 2 : 3;
            out.write(0x80 | bytes);
            for (int i = bytes - 1; i >= 0; i--) {
                out.write(length >> 8 * i);
            }
        } else {
            out.write(length);
        }
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
