package io.oneport.server.blackbox.topics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.oneport.server.blackbox.Bytes;
import io.oneport.server.blackbox.HttpAnswer;
import io.oneport.server.blackbox.Request;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Bodies with a Content-Encoding (RFC 9110, section 8.4): unpacked within the bounds, or refused. */
class ContentEncodingTest extends TopicsTest {
    @Override
    String[] flags() {
        return new String[] {"--max-message=1000B", "--max-body=20KiB"};
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }

    private static byte[] deflate(byte[] bytes, boolean bare) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, bare);
        try (OutputStream out = new DeflaterOutputStream(packed, deflater)) {
            out.write(bytes);
        } finally {
            deflater.end();
        }
        return packed.toByteArray();
    }

    private Request post(String topic, String coding, byte[] body) {
        return post("/t/" + topic, body).with("Content-Encoding: " + coding);
    }

    @Test
    void everyCodingIsUndone() throws Exception {
        String topic = newTopic();
        byte[] hello = Bytes.utf8("hello");
        for (Request request : List.of(
                post(topic, "gzip", gzip(hello)),
                post(topic, "X-GZip", gzip(hello)),
                post(topic, "deflate", deflate(hello, false)),
                post(topic, "Deflate", deflate(hello, true)),
                post(topic, "identity", hello),
                post(topic, " , identity,", hello),
                post(topic, "gzip,", gzip(hello)),
                post(topic, "identity", gzip(hello)).with("Content-Encoding: gzip"))) {
            HttpAnswer answer = ask(request);
            assertEquals(201, answer.status(), () -> request + answer.text());
        }
        assertEquals(Collections.nCopies(8, "hello"), data(page("/t/" + topic)));
    }

    @Test
    void theBoundIsOfTheDecodedMessage() throws Exception {
        String topic = newTopic();
        assertEquals(201, ask(post(topic, "gzip", gzip(new byte[1000]))).status());
        refused(413, post(topic, "gzip", gzip(new byte[1001])));
        refused(413, post(topic, "gzip", gzip(new byte[500_000])));
        refused(413, post(topic, "deflate", deflate(new byte[500_000], false)));
        assertEquals(1, page("/t/" + topic).list("messages").size());
    }

    @Test
    void gzipMayHaveSeveralMembers() throws Exception {
        String topic = newTopic();
        byte[] body = Bytes.concat(gzip(Bytes.utf8("one,")), gzip(Bytes.utf8("two")));
        assertEquals(201, ask(post(topic, "gzip", body)).status());
        assertEquals(List.of("one,two"), data(page("/t/" + topic)));
    }

    @Test
    void whatIsCorruptIsRefused() throws Exception {
        String topic = newTopic();
        byte[] packed = gzip(Bytes.letters(900));
        refused(400, post(topic, "gzip", Bytes.utf8("no gzip")));
        refused(400, post(topic, "gzip", new byte[0]));
        refused(400, post(topic, "gzip", Arrays.copyOf(packed, packed.length - 9)));
        for (int more : List.of(1, 18, 19, 600)) {
            refused(400, post(topic, "gzip", Bytes.concat(packed, Bytes.letters(more))));
        }
        packed[packed.length / 2] ^= 0x55;
        refused(400, post(topic, "gzip", packed));
        refused(400, post(topic, "deflate", Bytes.utf8("no deflate")));
        refused(400, post(topic, "deflate", Bytes.concat(deflate(Bytes.utf8("x"), false), new byte[3])));
        assertEquals(List.of(), data(page("/t/" + topic)));
    }

    @Test
    void anotherCodingIsNamedAndRefused() throws Exception {
        for (String coding : List.of("br", "gzip, gzip", "zstd", "aes128gcm")) {
            HttpAnswer answer = refused(415, post("a", coding, Bytes.utf8("x")));
            assertEquals("gzip, deflate", answer.header("Accept-Encoding"));
        }
        refused(415, post("a", "gzip", gzip(new byte[1])).with("Content-Encoding: br"));
    }

    @Test
    void aBatchMayBeCompressedToo() throws Exception {
        String topic = newTopic();
        byte[] line = Bytes.utf8("{\"topic\":\"" + topic + "\",\"data\":\"x\"}\n");
        Request batch = post("/t", gzip(line)).with("Content-Type: application/x-ndjson");
        assertEquals(200, ask(batch.with("Content-Encoding: gzip")).status());
        assertEquals(List.of("x"), data(page("/t/" + topic)));
        refused(
                413,
                post("/t", gzip(new byte[21 * 1024]))
                        .with("Content-Type: application/x-ndjson")
                        .with("Content-Encoding: gzip"));
    }
}
