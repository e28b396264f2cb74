package io.oneport.server.front;

import io.netty.util.NetUtil;
import io.oneport.protocol.Setting;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The addresses whose word about a client's address is taken: blocks in CIDR form (RFC 4632; RFC 4291, section 2.3).
 * Immutable: any thread.
 */
public final class TrustedProxies {
    private static final String EXPECTED =
            "an address, or a block such as 10.0.0.0/8 or 2001:db8::/32 with no bit set after the prefix";
    private static final Pattern LEADING_ZERO = Pattern.compile("(^|\\.)0[0-9]");
    private static final int IPV4_BYTES = 4;
    private static final int MAPPED_BITS = 96;

    private record Block(byte[] address, int bits) {
        private boolean contains(byte[] other) {
            if (other.length != address.length) {
                return false;
            }
            int whole = bits / 8;
            if (!Arrays.equals(address, 0, whole, other, 0, whole)) {
                return false;
            }
            int rest = bits % 8;
            return rest == 0 || (address[whole] ^ other[whole]) >> (8 - rest) == 0;
        }

        private boolean endsWithin() {
            for (int bit = bits; bit < address.length * 8; bit++) {
                if ((address[bit / 8] >> (7 - bit % 8) & 1) != 0) {
                    return false;
                }
            }
            return true;
        }
    }

    private final List<Block> blocks;
    private final String text;

    /**
     * Reads the blocks.
     *
     * @param blocks addresses and blocks, IPv4, IPv6 or IPv4 mapped into IPv6, which means the IPv4 address
     * @throws IllegalArgumentException if one is none; the message names it
     */
    public TrustedProxies(List<String> blocks) {
        this.blocks = blocks.stream().map(TrustedProxies::block).toList();
        this.text = blocks.stream().collect(Collectors.joining(","));
    }

    /** Trusts no address. */
    public static TrustedProxies none() {
        return new TrustedProxies(List.of());
    }

    private static Block block(String text) {
        int slash = text.indexOf('/');
        String ip = slash < 0 ? text : text.substring(0, slash);
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(ip);
        // Octal to some programs and decimal to others.
        boolean ambiguous = ip.indexOf(':') < 0 && LEADING_ZERO.matcher(ip).find();
        Setting.require(bytes != null && !ambiguous, "trusted-proxy", text, EXPECTED);
        String bits = slash < 0 ? String.valueOf(bytes.length * 8) : text.substring(slash + 1);
        Setting.require(
                bits.matches("[0-9]{1,3}") && Integer.parseInt(bits) <= bytes.length * 8,
                "trusted-proxy",
                text,
                EXPECTED);
        byte[] address = unmapped(bytes);
        int prefix = Integer.parseInt(bits) - (bytes.length - address.length) * 8;
        Setting.require(prefix >= 0, "trusted-proxy", text, EXPECTED);
        Block block = new Block(address, prefix);
        Setting.require(block.endsWithin(), "trusted-proxy", text, EXPECTED);
        return block;
    }

    /** The four bytes of an IPv4 address that is mapped into IPv6 (RFC 4291, section 2.5.5.2); else the bytes as given. */
    private static byte[] unmapped(byte[] bytes) {
        if (bytes.length == IPV4_BYTES) {
            return bytes;
        }
        for (int i = 0; i < MAPPED_BITS / 8; i++) {
            if (bytes[i] != (i < 10 ? 0 : (byte) 0xff)) {
                return bytes;
            }
        }
        return Arrays.copyOfRange(bytes, MAPPED_BITS / 8, bytes.length);
    }

    /** Whether no address is trusted. */
    public boolean isEmpty() {
        return blocks.isEmpty();
    }

    /** Whether an address is trusted; not if it is null or not resolved. */
    public boolean contains(@Nullable InetSocketAddress address) {
        InetAddress ip = address == null ? null : address.getAddress();
        if (ip == null || blocks.isEmpty()) {
            return false;
        }
        byte[] bytes = unmapped(ip.getAddress());
        for (Block block : blocks) {
            if (block.contains(bytes)) {
                return true;
            }
        }
        return false;
    }

    /** The blocks as they were given, separated by commas. */
    @Override
    public String toString() {
        return text;
    }
}
