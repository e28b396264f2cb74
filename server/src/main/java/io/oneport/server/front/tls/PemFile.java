package io.oneport.server.front.tls;

import io.oneport.protocol.Setting;
import io.oneport.protocol.SystemWords;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads certificates and private keys in PEM (RFC 7468). Every failure is an {@link IllegalArgumentException} whose message
 * names the file and says what was expected; it never contains what is in the file.
 */
final class PemFile {
    private static final long MAX_BYTES = 1 << 20;
    private static final Pattern BLOCK = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");
    private static final String EXPECTED_KEY = "a private key in PEM, RSA or EC, without a password";

    private PemFile() {}

    /** One block of a file. */
    private record Block(String label, byte[] der) {}

    /**
     * All certificates of a file, in their order.
     *
     * @param setting what names the file, for the message
     */
    static List<X509Certificate> certificates(String setting, Path file) {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Block block : blocks(setting, file, "certificates in PEM")) {
            if (block.label.equals("CERTIFICATE") || block.label.equals("X509 CERTIFICATE")) {
                certificates.add(certificate(setting, file, block));
            }
        }
        if (certificates.isEmpty()) {
            throw refusal(setting, file, "a PEM file with at least one CERTIFICATE");
        }
        return List.copyOf(certificates);
    }

    private static X509Certificate certificate(String setting, Path file, Block block) {
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.der));
        } catch (CertificateException e) {
            throw refusal(setting, file, "X.509 certificates; one of them is malformed");
        }
    }

    /**
     * The private key of a file: PKCS#8, or the older forms of RSA (RFC 8017, appendix A.1.2) and EC (RFC 5915).
     *
     * @param setting what names the file, for the message
     */
    static PrivateKey privateKey(String setting, Path file) {
        for (Block block : blocks(setting, file, EXPECTED_KEY)) {
            byte[] pkcs8 = switch (block.label) {
                case "PRIVATE KEY" -> block.der;
                case "RSA PRIVATE KEY" -> Der.pkcs8OfRsa(block.der);
                case "EC PRIVATE KEY" -> ecKey(setting, file, block.der);
                case "ENCRYPTED PRIVATE KEY" -> throw refusal(setting, file, EXPECTED_KEY);
                default -> null; // such as EC PARAMETERS, or certificates in the same file
            };
            if (pkcs8 != null) {
                return privateKey(setting, file, pkcs8);
            }
        }
        throw refusal(setting, file, EXPECTED_KEY);
    }

    private static byte[] ecKey(String setting, Path file, byte[] der) {
        byte[] pkcs8 = Der.pkcs8OfEc(der);
        if (pkcs8 == null) {
            throw refusal(setting, file, "an EC private key that names its curve; PKCS#8 does");
        }
        return pkcs8;
    }

    private static PrivateKey privateKey(String setting, Path file, byte[] pkcs8) {
        for (String algorithm : List.of("RSA", "EC")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (InvalidKeySpecException e) {
                // Of another algorithm, or of none.
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every JDK has " + algorithm, e);
            }
        }
        throw refusal(setting, file, EXPECTED_KEY);
    }

    private static List<Block> blocks(String setting, Path file, String expected) {
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text(setting, file, expected));
        while (matcher.find()) {
            String body = matcher.group(2);
            if (body.contains(":")) {
                throw refusal(setting, file, EXPECTED_KEY); // Proc-Type: 4,ENCRYPTED
            }
            try {
                blocks.add(new Block(matcher.group(1), Base64.getMimeDecoder().decode(body.strip())));
            } catch (IllegalArgumentException e) {
                throw refusal(setting, file, expected + "; its base64 is malformed");
            }
        }
        return blocks;
    }

    private static String text(String setting, Path file, String expected) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw refusal(setting, file, expected + ", at most 1MiB long");
            }
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw refusal(setting, file, "an existing file with " + expected);
        } catch (IOException e) {
            throw refusal(setting, file, "a readable file with " + expected + "; " + SystemWords.of(e));
        }
    }

    private static IllegalArgumentException refusal(String setting, Path file, String expected) {
        return Setting.refused(setting, file, expected);
    }
}
