package io.oneport.client.run;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Local addresses to connect from.
 *
 * @param text as they were given
 */
record SourceAddresses(String text, List<InetAddress> addresses) {
    private static final int MOST = 1024;
    private static final String FORM =
            "addresses of this machine with commas between them, or an IPv4 range in CIDR form of at" + " most " + MOST
                    + " addresses, such as 127.0.0.2,127.0.0.3 or 127.0.1.0/30";

    /** Reads a list or a range (RFC 4632, section 3.1). */
    static final class ToSourceAddresses implements ITypeConverter<SourceAddresses> {
        @Override
        public SourceAddresses convert(String word) {
            List<InetAddress> addresses = new ArrayList<>();
            for (String part : word.split(",", -1)) {
                if (part.indexOf('/') >= 0) {
                    addRange(part, addresses);
                } else {
                    addresses.add(literal(part));
                }
            }
            if (addresses.size() > MOST) {
                throw new TypeConversionException(FORM);
            }
            addresses.forEach(ToSourceAddresses::requireOwn);
            return new SourceAddresses(word, addresses);
        }

        /** Else the system would say of every connection what it also says when no port is free. */
        private static void requireOwn(InetAddress address) {
            try (DatagramSocket bound = new DatagramSocket(0, address)) {
                bound.getLocalPort();
            } catch (SocketException refused) {
                throw new TypeConversionException(
                        "addresses of this machine, and " + address.getHostAddress() + " is none");
            }
        }

        private static void addRange(String part, List<InetAddress> addresses) {
            String[] halves = part.split("/", -1);
            byte[] base = literal(halves[0]).getAddress();
            if (halves.length != 2 || !halves[1].matches("\\d{1,2}") || base.length != 4) {
                throw new TypeConversionException(FORM);
            }
            int prefix = Integer.parseInt(halves[1]);
            if (prefix > 32 || 1L << 32 - prefix > MOST) {
                throw new TypeConversionException(FORM);
            }
            int first = ((base[0] & 0xff) << 24 | (base[1] & 0xff) << 16 | (base[2] & 0xff) << 8 | base[3] & 0xff)
                    & (prefix == 0 ? 0 : -1 << 32 - prefix);
            for (int i = 0; i < 1 << 32 - prefix; i++) {
                int bits = first + i;
                addresses.add(address(
                        new byte[] {(byte) (bits >> 24), (byte) (bits >> 16), (byte) (bits >> 8), (byte) bits}));
            }
        }

        /** Names are not looked up: which address would be meant? */
        private static InetAddress literal(String text) {
            if (!text.matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.%a-z]*")) {
                throw new TypeConversionException(FORM);
            }
            try {
                return InetAddress.getByName(text);
            } catch (UnknownHostException wrong) {
                throw new TypeConversionException(FORM);
            }
        }

        private static InetAddress address(byte[] bytes) {
            try {
                return InetAddress.getByAddress(bytes);
            } catch (UnknownHostException impossible) {
                throw new AssertionError("four bytes are an address", impossible);
            }
        }
    }
}
