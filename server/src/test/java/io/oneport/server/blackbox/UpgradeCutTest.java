package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

/** The switch gives the same bytes wherever its input is cut in two. */
class UpgradeCutTest extends SharedServerTest {
    private static final byte[] BINARY = Bytes.hex("00 ff 80 0d 0a 0d 0a 47 45 54");

    @Override
    String[] flags() {
        return new String[] {"--worker-threads=1"};
    }

    private static byte[] upgradeAndFrames() {
        return Bytes.concat(
                Request.upgrade("/echo").bytes(),
                Frames.text("κόσμε"),
                Frames.binary(BINARY),
                Frames.close(1000, "bye"));
    }

    @Test
    void anUpgradeWithFramesBehindIt() throws IOException {
        String reply = Cuts.assertSameReply(port(), upgradeAndFrames());
        InputStream in = new ByteArrayInputStream(Bytes.latin1(reply));
        assertSwitchAndEchoes(in);
    }

    @Test
    void aGetInFrontOfTheUpgrade() throws IOException {
        String reply = Cuts.assertSameReply(
                port(), Bytes.concat(Request.get("/plaintext").bytes(), upgradeAndFrames()));
        InputStream in = new ByteArrayInputStream(Bytes.latin1(reply));
        HttpAnswer answer = HttpAnswer.read(in, false);
        assertEquals(200, answer.status());
        assertEquals("Hello, World!", answer.text());
        assertSwitchAndEchoes(in);
    }

    @Test
    void aBodyInFrontOfTheUpgrade() throws IOException {
        byte[] post = Request.of("POST", "/plaintext").body("0123456789").bytes();
        String reply = Cuts.assertSameReply(port(), Bytes.concat(post, upgradeAndFrames()));
        InputStream in = new ByteArrayInputStream(Bytes.latin1(reply));
        assertEquals(405, HttpAnswer.read(in, false).status());
        assertSwitchAndEchoes(in);
    }

    private static void assertSwitchAndEchoes(InputStream in) throws IOException {
        HttpAnswer answer = HttpAnswer.read(in, false);
        assertEquals(101, answer.status());
        assertEquals(Request.ACCEPT, answer.header("Sec-WebSocket-Accept"));
        assertEquals("κόσμε", ServerFrame.read(in).text());
        assertArrayEquals(BINARY, ServerFrame.read(in).payload());
        assertEquals(1000, ServerFrame.read(in).closeCode());
        assertEquals(-1, in.read(), "nothing behind the Close frame");
    }
}
