package io.oneport.server.front;

import io.netty.buffer.ByteBuf;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A PROXY protocol header, version 1 or 2 (haproxy.org, doc/proxy-protocol.txt): what a proxy says of the connection that
 * it passes on. Immutable.
 *
 * @param length its length in bytes
 * @param client the client's address; null where the header names none: the proxy speaks for itself ({@code LOCAL}), or the
 *     connection is not TCP over IP ({@code UNKNOWN}, a Unix socket)
 * @param server the address that the client has connected to; null as well then
 */
record ProxyHeader(
        int length,
        @Nullable InetSocketAddress client,
        @Nullable InetSocketAddress server) {
    /** What the bytes at hand are. */
    enum Beginning {
        /** A header's, as far as they go: all of its mark is there. */
        HEADER,
        /** Too few to tell. */
        OPEN,
        /** No header's. */
        OTHER
    }

    /** The longest header that is taken; those that proxies send have some hundred bytes at most. */
    static final int MAX_BYTES = 4096;

    private static final byte[] MARK_1 = "PROXY ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] MARK_2 = {'\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'};
    private static final int MAX_BYTES_1 = 107;
    private static final int FIXED_BYTES_2 = 16;
    private static final int VERSION_2 = 2;
    private static final int IPV4 = 0x11;
    private static final int IPV6 = 0x21;
    private static final int CRC32C_TYPE = 3;
    private static final int TLV_HEAD_BYTES = 3;
    private static final Pattern PORT = Pattern.compile("0|[1-9][0-9]{0,4}");
    private static final int MAX_PORT = 65535;

    /** Tells whether the bytes begin a header. Reads none of them. */
    static Beginning beginning(ByteBuf in) {
        if (!in.isReadable()) {
            return Beginning.OPEN;
        }
        byte[] mark = in.getByte(in.readerIndex()) == MARK_1[0] ? MARK_1 : MARK_2;
        int length = Math.min(mark.length, in.readableBytes());
        for (int i = 0; i < length; i++) {
            if (in.getByte(in.readerIndex() + i) != mark[i]) {
                return Beginning.OTHER;
            }
        }
        return length == mark.length ? Beginning.HEADER : Beginning.OPEN;
    }

    /**
     * Reads a header whose {@link #beginning} is there. Moves no index.
     *
     * @return null if more bytes are needed
     * @throws IllegalArgumentException if it is malformed; the message says in what
     */
    static @Nullable ProxyHeader read(ByteBuf in) {
        return in.getByte(in.readerIndex()) == MARK_1[0] ? readText(in) : readBinary(in);
    }

    // Version 1.

    private static @Nullable ProxyHeader readText(ByteBuf in) {
        int end =
                in.indexOf(in.readerIndex(), in.readerIndex() + Math.min(MAX_BYTES_1, in.readableBytes()), (byte) '\n');
        if (end < 0) {
            require(in.readableBytes() < MAX_BYTES_1, "version 1 without an end within 107 bytes");
            return null;
        }
        int length = end + 1 - in.readerIndex();
        String line = in.toString(in.readerIndex(), length, StandardCharsets.ISO_8859_1);
        require(line.endsWith("\r\n"), "version 1 whose line does not end in CR LF");
        String[] words = line.substring(0, length - 2).split(" ", -1);
        if (words[1].equals("UNKNOWN")) {
            return new ProxyHeader(length, null, null);
        }
        boolean v4 = words[1].equals("TCP4");
        require(v4 || words[1].equals("TCP6"), "version 1 for neither TCP4, TCP6 nor UNKNOWN");
        require(words.length == 6, "version 1 without two addresses and two ports");
        return new ProxyHeader(length, address(words[2], words[4], v4), address(words[3], words[5], v4));
    }

    private static InetSocketAddress address(String ip, String port, boolean v4) {
        require(
                v4 ? NetUtil.isValidIpV4Address(ip) : NetUtil.isValidIpV6Address(ip) && ip.indexOf('%') < 0,
                "version 1 with an address that is none");
        require(
                PORT.matcher(port).matches() && Integer.parseInt(port) <= MAX_PORT,
                "version 1 with a port that is none");
        return new InetSocketAddress(NetUtil.createInetAddressFromIpAddressString(ip), Integer.parseInt(port));
    }

    // Version 2.

    private static @Nullable ProxyHeader readBinary(ByteBuf in) {
        int begin = in.readerIndex();
        if (in.readableBytes() < FIXED_BYTES_2) {
            return null;
        }
        int versionAndCommand = in.getUnsignedByte(begin + MARK_2.length);
        require(versionAndCommand >> 4 == VERSION_2, "the mark of version 2 with another version");
        int command = versionAndCommand & 0xf;
        require(command <= 1, "version 2 with an unknown command");
        int family = in.getUnsignedByte(begin + MARK_2.length + 1);
        int rest = in.getUnsignedShort(begin + MARK_2.length + 2);
        int length = FIXED_BYTES_2 + rest;
        require(length <= MAX_BYTES, "version 2 of more than " + MAX_BYTES + " bytes");
        if (in.readableBytes() < length) {
            return null;
        }
        if (command == 0) {
            return new ProxyHeader(length, null, null);
        }
        int addressBytes = addressBytes(family);
        require(rest >= addressBytes, "version 2 too short for its addresses");
        checkExtensions(in, begin, FIXED_BYTES_2 + addressBytes, length);
        if (family != IPV4 && family != IPV6) {
            return new ProxyHeader(length, null, null);
        }
        int ip = family == IPV4 ? 4 : 16;
        int from = begin + FIXED_BYTES_2;
        return new ProxyHeader(length, address(in, from, ip, 2 * ip), address(in, from + ip, ip, ip + 2));
    }

    /** The length of both addresses: IPv4, IPv6 or Unix sockets; none for what is neither. */
    private static int addressBytes(int family) {
        return switch (family >> 4) {
            case 0 -> 0;
            case 1 -> 12;
            case 2 -> 36;
            case 3 -> 216;
            default -> throw malformed("version 2 with an unknown address family");
        };
    }

    private static InetSocketAddress address(ByteBuf in, int index, int bytes, int toPort) {
        byte[] ip = new byte[bytes];
        in.getBytes(index, ip);
        try {
            return new InetSocketAddress(InetAddress.getByAddress(ip), in.getUnsignedShort(index + toPort));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 bytes are an address", e);
        }
    }

    /** What follows the addresses: type, length and value each, and maybe a checksum of the whole header. */
    private static void checkExtensions(ByteBuf in, int begin, int from, int length) {
        int at = from;
        while (at < length) {
            require(length - at >= TLV_HEAD_BYTES, "version 2 with an extension that is cut off");
            int bytes = in.getUnsignedShort(begin + at + 1);
            require(length - at - TLV_HEAD_BYTES >= bytes, "version 2 with an extension that is cut off");
            if (in.getUnsignedByte(begin + at) == CRC32C_TYPE) {
                require(
                        bytes == 4 && checksumHolds(in, begin, at + TLV_HEAD_BYTES, length),
                        "version 2 with a bad checksum");
            }
            at += TLV_HEAD_BYTES + bytes;
        }
    }

    private static boolean checksumHolds(ByteBuf in, int begin, int at, int length) {
        byte[] all = new byte[length];
        in.getBytes(begin, all);
        int given = in.getInt(begin + at);
        all[at] = all[at + 1] = all[at + 2] = all[at + 3] = 0; // it is computed with zeros in its own place
        CRC32C sum = new CRC32C();
        sum.update(all);
        return (int) sum.getValue() == given;
    }

    private static void require(boolean holds, String wrong) {
        if (!holds) {
            throw malformed(wrong);
        }
    }

    private static IllegalArgumentException malformed(String wrong) {
        return new IllegalArgumentException("PROXY header: " + wrong);
    }
}
