package io.oneport.client.net;

import io.netty.handler.ssl.SslContextBuilder;
import io.oneport.protocol.Setting;
import java.nio.file.Path;

/**
 * The certificate that this side shows if the server asks for one (RFC 8446, section 4.4.2).
 *
 * @param chain file of the certificate and those between it and an authority, in PEM format
 * @param key file of its private key, in PEM format; may be the same
 */
public record OwnCertificate(Path chain, Path key) {
    /**
     * Reads the files once, to find out whether they will do. Blocks.
     *
     * @throws IllegalArgumentException if not; the message is the line for the person
     */
    public OwnCertificate {
        try {
            Trust.authorities(chain);
        } catch (IllegalArgumentException unreadable) {
            throw Setting.refused("cert", chain, Trust.FILE_FORM);
        }
        try {
            SslContextBuilder.forClient().keyManager(chain.toFile(), key.toFile());
        } catch (IllegalArgumentException unreadable) {
            throw Setting.refused(
                    "cert-key", key, "a file with a private key in PEM format, PKCS #8 and not encrypted");
        }
    }
}
