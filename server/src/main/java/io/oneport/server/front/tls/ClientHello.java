package io.oneport.server.front.tls;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What has to be known of a ClientHello before an engine can be chosen. Whether the rest of it is well-formed is the
 * engine's business. Immutable: any thread.
 *
 * @param serverName the name that is asked for (RFC 6066, section 3), in lower case; null if there is none
 * @param applicationProtocols the protocols offered by ALPN (RFC 7301, section 3.1); empty if none are
 */
record ClientHello(@Nullable String serverName, List<String> applicationProtocols) {
    private static final ClientHello NOTHING = new ClientHello(null, List.of());

    private static final int VERSION_AND_RANDOM_BYTES = 2 + 32;
    private static final int SERVER_NAME = 0;
    private static final int HOST_NAME = 0;
    private static final int APPLICATION_PROTOCOLS = 16;

    /** A DNS name is no longer (RFC 1035, section 2.3.4); a longer text names no server. */
    private static final int MAX_NAME = 253;

    /**
     * Reads the body of a handshake message, without its header of 4 bytes.
     *
     * @param hello null if the first message is none; not released
     */
    static ClientHello of(ByteBuf hello) {
        if (hello == null) {
            return NOTHING;
        }
        String name = null;
        List<String> protocols = new ArrayList<>(2);
        try {
            ByteBuf in = hello.slice().skipBytes(VERSION_AND_RANDOM_BYTES);
            in.skipBytes(in.readUnsignedByte()); // session id
            in.skipBytes(in.readUnsignedShort()); // cipher suites
            in.skipBytes(in.readUnsignedByte()); // compression methods
            ByteBuf extensions = in.isReadable() ? in.readSlice(in.readUnsignedShort()) : in;
            while (extensions.isReadable()) {
                int type = extensions.readUnsignedShort();
                ByteBuf extension = extensions.readSlice(extensions.readUnsignedShort());
                if (type == SERVER_NAME) {
                    name = hostName(extension);
                } else if (type == APPLICATION_PROTOCOLS) {
                    readProtocols(extension, protocols);
                }
            }
        } catch (IndexOutOfBoundsException malformed) {
            return NOTHING; // the engine says so to the peer
        }
        return new ClientHello(name, List.copyOf(protocols));
    }

    private static @Nullable String hostName(ByteBuf extension) {
        ByteBuf list = extension.readSlice(extension.readUnsignedShort());
        if (list.readUnsignedByte() != HOST_NAME) {
            return null;
        }
        int length = list.readUnsignedShort();
        String name = list.readCharSequence(length, StandardCharsets.US_ASCII).toString();
        boolean plausible = length > 0 && length <= MAX_NAME && name.chars().allMatch(c -> c > ' ' && c < 0x7f);
        return plausible ? name.toLowerCase(Locale.ROOT) : null;
    }

    private static void readProtocols(ByteBuf extension, List<String> protocols) {
        ByteBuf list = extension.readSlice(extension.readUnsignedShort());
        while (list.isReadable()) {
            protocols.add(list.readCharSequence(list.readUnsignedByte(), StandardCharsets.ISO_8859_1)
                    .toString());
        }
    }

    /** Whether a client that offers protocols offers none of ours. */
    boolean excludes(String protocol) {
        return !applicationProtocols.isEmpty() && !applicationProtocols.contains(protocol);
    }
}
