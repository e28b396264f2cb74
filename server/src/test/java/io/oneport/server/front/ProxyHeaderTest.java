package io.oneport.server.front;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.NetUtil;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** PROXY headers: whole ones, those that are cut, and those that are none. */
class ProxyHeaderTest {
    private static final String MARK = "0d0a0d0a000d0a515549540a";
    /** 192.0.2.1:4660 to 198.51.100.2:443. */
    private static final String IPV4 = "c0000201 c6336402 1234 01bb";

    @ParameterizedTest
    @CsvSource({
        "PROXY TCP4 192.0.2.1 198.51.100.2 4660 443, 192.0.2.1:4660, 198.51.100.2:443",
        "PROXY TCP4 0.0.0.0 255.255.255.255 0 65535, 0.0.0.0:0, 255.255.255.255:65535",
        "PROXY TCP6 2001:db8::1 2001:db8:0:0:0:0:0:2 1 2, [2001:db8::1]:1, [2001:db8::2]:2",
        "PROXY UNKNOWN, , ",
        "PROXY UNKNOWN ffff::1 ffff::2 1 2, , ",
        "PROXY UNKNOWN whatever stands here, , "
    })
    void version1(String line, String client, String server) {
        byte[] bytes = (line + "\r\n").getBytes(StandardCharsets.US_ASCII);
        assertRead(bytes, client, server);
    }

    @ParameterizedTest
    @CsvSource({
        "21 11 000c " + IPV4 + ", 192.0.2.1:4660, 198.51.100.2:443",
        "21 11 0010 " + IPV4 + " 04000100, 192.0.2.1:4660, 198.51.100.2:443",
        "21 21 0024 20010db8000000000000000000000001 20010db8000000000000000000000002 0001 0002,"
                + " [2001:db8::1]:1, [2001:db8::2]:2",
        "20 00 0000, , ",
        "20 11 000c " + IPV4 + ", , ",
        "20 ff 0003 ffffff, , ",
        "21 00 0000, , ",
        "21 12 000c " + IPV4 + ", , ",
        "21 00 0003 050000, , "
    })
    void version2(String hex, String client, String server) {
        assertRead(bytes(MARK + hex), client, server);
    }

    @Test
    void version2OfAUnixSocket() {
        assertRead(bytes(MARK + "21 31 00d8" + "00".repeat(216)), null, null);
    }

    @Test
    void aChecksumIsChecked() {
        String header = "21 11 0013 " + IPV4 + " 03 0004 ";
        byte[] right = withChecksum(bytes(MARK + header + "00000000"));
        assertRead(right, "192.0.2.1:4660", "198.51.100.2:443");
        right[20] ^= 1;
        assertEquals("PROXY header: version 2 with a bad checksum", refusal(right));
    }

    private static byte[] withChecksum(byte[] bytes) {
        CRC32C sum = new CRC32C();
        sum.update(bytes);
        Unpooled.wrappedBuffer(bytes).setInt(bytes.length - 4, (int) sum.getValue());
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PROXY TCP4 192.0.2.1 198.51.100.2 4660 443\n",
                "PROXY TCP4 192.0.2.1 198.51.100.2 4660\r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.2 4660 443 1\r\n",
                "PROXY TCP4  192.0.2.1 198.51.100.2 4660 443\r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.2 4660 65536\r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.2 04660 443\r\n",
                "PROXY TCP4 192.0.2.1 198.51.100.2 +1 443\r\n",
                "PROXY TCP4 192.0.2 198.51.100.2 1 443\r\n",
                "PROXY TCP4 2001:db8::1 198.51.100.2 1 443\r\n",
                "PROXY TCP6 192.0.2.1 2001:db8::1 1 443\r\n",
                "PROXY TCP6 fe80::1%eth0 2001:db8::1 1 443\r\n",
                "PROXY TCP4 localhost 198.51.100.2 1 443\r\n",
                "PROXY UDP4 192.0.2.1 198.51.100.2 1 443\r\n",
                "PROXY \r\n",
                "PROXY tcp4 192.0.2.1 198.51.100.2 1 443\r\n"
            })
    void version1ThatIsMalformed(String line) {
        String refusal = refusal(line.getBytes(StandardCharsets.US_ASCII));
        assertTrue(refusal.startsWith("PROXY header: version 1 "), refusal);
    }

    @Test
    void version1WithoutAnEnd() {
        assertEquals(
                "PROXY header: version 1 without an end within 107 bytes",
                refusal(("PROXY UNKNOWN " + "x".repeat(93) + "\r\n").getBytes(StandardCharsets.US_ASCII)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "11 11 000c " + IPV4,
                "31 11 000c " + IPV4,
                "22 11 000c " + IPV4,
                "21 41 000c " + IPV4,
                "21 11 000b c0000201 c6336402 1234 01",
                "21 21 000c " + IPV4,
                "21 11 000d " + IPV4 + "00",
                "21 11 000f " + IPV4 + "040001",
                "21 11 0011 " + IPV4 + "0300020000",
                "21 11 0ff1",
                "21 11 ffff"
            })
    void version2ThatIsMalformed(String hex) {
        String refusal = refusal(bytes(MARK + hex));
        assertTrue(refusal.startsWith("PROXY header: "), refusal);
    }

    /** Whatever follows the mark is read, refused, or waited for: no other exception, and nothing beyond the limit. */
    @Test
    void noBytesDoHarm() {
        Random random = new Random(15);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(300)];
            random.nextBytes(bytes);
            ByteBuf in = Unpooled.wrappedBuffer(
                    random.nextBoolean() ? bytes(MARK) : "PROXY ".getBytes(StandardCharsets.US_ASCII), bytes);
            if (i % 2 == 0 && in.readableBytes() > 16 && in.getByte(0) == '\r') {
                in.setByte(12, 0x20 | random.nextInt(2))
                        .setByte(13, random.nextInt(4) << 4 | 1)
                        .setByte(14, 0);
            }
            try {
                ProxyHeader header = ProxyHeader.read(in);
                assertTrue(header == null || header.length() <= in.readableBytes());
                assertTrue(header != null || in.readableBytes() < ProxyHeader.MAX_BYTES);
            } catch (IllegalArgumentException refused) {
                assertTrue(refused.getMessage().startsWith("PROXY header: "), refused.getMessage());
            }
        }
    }

    @Test
    void whatBeginsOtherwiseIsToldAtOnce() {
        for (String text : new String[] {"G", "PRI * HTTP/2.0", "POST", "PROX\r", "\r\nGET", "\r\n\r\n\r", "\u0016"}) {
            assertEquals(
                    ProxyHeader.Beginning.OTHER,
                    ProxyHeader.beginning(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1)),
                    text);
        }
    }

    /** The header is read from its own bytes, whatever follows, and from no prefix of them. */
    private static void assertRead(byte[] bytes, String client, String server) {
        ByteBuf in =
                Unpooled.wrappedBuffer("before".getBytes(StandardCharsets.US_ASCII), bytes, new byte[] {'G', '\n'});
        in.skipBytes(6);
        ProxyHeader header = ProxyHeader.read(in);
        assertEquals(bytes.length, header.length());
        assertEquals(client, header.client() == null ? null : NetUtil.toSocketAddressString(header.client()));
        assertEquals(server, header.server() == null ? null : NetUtil.toSocketAddressString(header.server()));
        for (int cut = 0; cut < bytes.length; cut++) {
            ByteBuf part = Unpooled.wrappedBuffer(bytes, 0, cut);
            ProxyHeader.Beginning beginning = ProxyHeader.beginning(part);
            int mark = bytes[0] == 'P' ? 6 : 12;
            assertEquals(cut < mark ? ProxyHeader.Beginning.OPEN : ProxyHeader.Beginning.HEADER, beginning);
            assertNull(cut < mark ? null : ProxyHeader.read(part), "cut at " + cut);
        }
    }

    private static String refusal(byte[] bytes) {
        return assertThrows(IllegalArgumentException.class, () -> ProxyHeader.read(Unpooled.wrappedBuffer(bytes)))
                .getMessage();
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }
}
