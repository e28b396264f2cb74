package io.oneport.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.oneport.client.blocking.SocketMessage;
import org.junit.jupiter.api.Test;

class TextFormTest {
    @Test
    void textIsShownAsItIs() {
        assertEquals("a\u0007b", TextForm.of(new SocketMessage.Text("a\u0007b")));
    }

    @Test
    void bytesAreShownAsTheirNumberAndBeginning() {
        assertEquals("[binary, 0 bytes] ", TextForm.ofBytes(new byte[0]));
        assertEquals("[binary, 3 bytes] 00ff10", TextForm.of(new SocketMessage.Binary(new byte[] {0, -1, 16})));
        assertEquals("[binary, 32 bytes] " + "00".repeat(32), TextForm.ofBytes(new byte[32]));
        assertEquals("[binary, 33 bytes] " + "00".repeat(32) + "…", TextForm.ofBytes(new byte[33]));
    }

    /** ESC would let a peer move the cursor or set the terminal's title. */
    @Test
    void controlCharactersDoNotReachATerminal() {
        assertEquals("\uFFFD[2Jx\ty\nz\uFFFD\uFFFD", TextForm.harmless("\u001b[2Jx\ty\nz\r\u007f"));
        assertEquals("grüße ☃", TextForm.harmless("grüße ☃"));
    }
}
