package io.oneport.server.front;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** PROXY headers: refused with a reason, or read; and never before their last byte. */
public final class ProxyHeaderFuzz {
    private ProxyHeaderFuzz() {}

    /** Called by Jazzer, and for each input of the corpus. */
    public static void fuzzerTestOneInput(byte[] input) {
        ByteBuf in = Unpooled.wrappedBuffer(input);
        if (ProxyHeader.beginning(in) != ProxyHeader.Beginning.HEADER) {
            return;
        }
        ProxyHeader header;
        try {
            header = ProxyHeader.read(in);
        } catch (IllegalArgumentException e) {
            assertTrue(!e.getMessage().isBlank());
            return;
        }
        if (header == null) {
            assertTrue(input.length < ProxyHeader.MAX_BYTES, "it ends somewhere");
            return;
        }
        assertTrue(header.length() <= input.length && header.length() <= ProxyHeader.MAX_BYTES);
        assertEquals(header.client() == null, header.server() == null);
        assertEquals(header, ProxyHeader.read(in.slice(0, header.length())));
        ByteBuf cut = in.slice(0, header.length() - 1);
        if (ProxyHeader.beginning(cut) == ProxyHeader.Beginning.HEADER) {
            assertNull(ProxyHeader.read(cut));
        }
    }
}
