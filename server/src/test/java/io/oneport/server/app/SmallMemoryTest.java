package io.oneport.server.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A server with 64 MiB of heap and 32 MiB of direct memory under attacks that would fill far more: it lives, runs out of
 * neither, and serves others afterwards.
 */
@Tag("load")
@Timeout(120)
class SmallMemoryTest {
    /** How long an attack lasts at most. */
    private static final long ATTACK_NANOS = TimeUnit.SECONDS.toNanos(12);

    private static final String POST_AFTER = post("/t/after", 2) + "hi";
    private static final String MANY_REQUESTS = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(500);
    private static final byte[] PAYLOAD = new byte[60_000];

    @TempDir
    Path folder;

    /** What many sockets do. */
    private enum Attack {
        IDLE {
            @Override
            void begin(Sockets sockets) throws IOException {
                for (int i = 0; i < 10_000 && sockets.goesOn(); i++) {
                    sockets.open(i % 2 == 0 ? "" : upgrade("/echo", ""));
                }
            }
        },
        SLOW_HEADS {
            @Override
            void begin(Sockets sockets) throws IOException {
                for (int i = 0; i < 10_000 && sockets.goesOn(); i++) {
                    sockets.open("GET / HTTP/1.1\r\nHost: localhost\r\n" + field(i, 15_000));
                }
            }
        },
        HEADER_FLOOD {
            @Override
            void begin(Sockets sockets) throws IOException {
                String many = "GET / HTTP/1.1\r\nHost: localhost\r\n" + "a:b\r\n".repeat(3000) + "\r\n";
                for (int i = 0; i < 2000 && sockets.goesOn(); i++) { // each takes a millisecond of CPU time
                    sockets.open(many + many);
                }
            }
        },
        HALF_BODIES {
            @Override
            void begin(Sockets sockets) throws IOException {
                for (int i = 0; i < 5000 && sockets.goesOn(); i++) {
                    sockets.open(post("/t/a", 65_000), PAYLOAD);
                }
            }
        },
        UNFINISHED_FRAMES {
            @Override
            void begin(Sockets sockets) throws IOException {
                for (int i = 0; i < 5000 && sockets.goesOn(); i++) {
                    SocketChannel socket = sockets.open(upgrade("/echo", ""));
                    sockets.send(socket, frameHead(2, 65_000));
                    sockets.send(socket, PAYLOAD);
                }
            }
        },
        NEVER_READING_ANSWERS {
            @Override
            void begin(Sockets sockets) throws IOException {
                for (int i = 0; i < 5000 && sockets.goesOn(); i++) {
                    sockets.open(MANY_REQUESTS);
                }
            }
        },
        NEVER_READING_ANSWERS_AT_ONCE {
            @Override
            void begin(Sockets sockets) throws IOException {
                for (int i = 0; i < 5000 && sockets.goesOn(); i++) {
                    sockets.open("");
                }
                sockets.sendToAll(MANY_REQUESTS.getBytes(StandardCharsets.ISO_8859_1));
            }
        },
        NEVER_READING_ECHOES_AT_ONCE {
            @Override
            void begin(Sockets sockets) throws IOException {
                for (int i = 0; i < 5000 && sockets.goesOn(); i++) {
                    sockets.open(upgrade("/echo", ""));
                }
                byte[] message = frame("m".repeat(10_000));
                for (int i = 0; i < 100 && sockets.goesOn(); i++) {
                    sockets.sendToAll(message);
                }
            }
        },
        NEVER_READING_SUBSCRIBERS {
            @Override
            void begin(Sockets sockets) throws IOException {
                for (int i = 0; i < 1000 && sockets.goesOn(); i++) {
                    sockets.open("GET /t/s" + i % 50 + "/sse HTTP/1.1\r\nHost: localhost\r\n\r\n");
                }
                for (int i = 0; i < 5000 && sockets.goesOn(); i++) {
                    sockets.publish("/t/s" + i % 50);
                }
            }
        },
        LONG_HISTORIES {
            @Override
            void begin(Sockets sockets) throws IOException {
                for (int i = 0; i < 600 && sockets.goesOn(); i++) {
                    sockets.publish("/t/h" + i % 40);
                }
                for (int i = 0; i < 2000 && sockets.goesOn(); i++) {
                    sockets.open("GET /t/h" + i % 40 + "?since=all HTTP/1.1\r\nHost: localhost\r\n\r\n");
                    sockets.open("GET /t/h" + i % 40 + "/json?since=all HTTP/1.1\r\nHost: localhost\r\n\r\n");
                }
            }
        },
        MANY_TOPICS {
            @Override
            void begin(Sockets sockets) throws IOException {
                for (int i = 0; i < 200 && sockets.goesOn(); i++) {
                    StringBuilder lines = new StringBuilder();
                    for (int j = 0; j < 1000; j++) {
                        lines.append("{\"topic\":\"t.")
                                .append("x".repeat(100))
                                .append(i * 1000 + j)
                                .append("\",\"data\":\"1\"}\n");
                    }
                    sockets.batch(lines.toString());
                }
            }
        },
        MANY_SUBSCRIPTIONS {
            @Override
            void begin(Sockets sockets) throws IOException {
                for (int i = 0; i < 4000 && sockets.goesOn(); i++) {
                    SocketChannel socket = sockets.open(upgrade("/ws", "Sec-WebSocket-Protocol: oneport.v1.json\r\n"));
                    for (int j = 0; j < 100; j++) {
                        String command = "{\"op\":\"subscribe\",\"id\":1,\"topic\":\"n" + (i * 100 + j) + "\"}";
                        sockets.send(socket, frame(command));
                    }
                }
            }
        },
        JSON_BOMBS {
            @Override
            void begin(Sockets sockets) throws IOException {
                String nested = "[".repeat(60_000);
                StringBuilder members = new StringBuilder("{\"op\":\"ping\"");
                for (int i = 0; i < 4000; i++) {
                    members.append(",\"k").append(i).append("\":").append(i);
                }
                for (int i = 0; i < 500 && sockets.goesOn(); i++) {
                    SocketChannel socket = sockets.open(upgrade("/ws", "Sec-WebSocket-Protocol: oneport.v1.json\r\n"));
                    sockets.send(socket, frame(nested));
                    sockets.send(socket, frame(members + "}"));
                    sockets.batch("{\"topic\":\"j\",\"data\":" + nested + "\n");
                }
            }
        };

        abstract void begin(Sockets sockets) throws IOException;
    }

    static Stream<Attack> attacks() {
        return Stream.of(Attack.values());
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void theServerLives(Attack attack) throws Exception {
        Path log = folder.resolve("log.txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:MaxDirectMemorySize=32m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dlogback.configurationFile=", // as users see it, and not the tests' own
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.oneport.server.app.Main",
                        "--port=0",
                        "--transport=" + System.getProperty("oneport.transport", "auto"),
                        "--worker-threads=2")
                .redirectError(log.toFile())
                .start();
        try {
            int port = port(process.inputReader());
            ask(port, POST_AFTER, "HTTP/1.1 201"); // so that the topic is there, when no further one may be
            long begun = System.nanoTime();
            int refused;
            int steps;
            try (Sockets sockets = new Sockets(port)) {
                attack.begin(sockets);
                refused = sockets.failed;
                steps = sockets.steps;
                assertTrue(process.isAlive(), "during the attack");
            }
            long attacked = System.nanoTime() - begun;
            serves(port);
            String text = Files.readString(log);
            System.out.printf(
                    Locale.ROOT,
                    "%s: %.1f s, steps %d, sockets refused or cut %d, served %.1f s later, log:%n%s%n",
                    attack,
                    attacked / 1e9,
                    steps,
                    refused,
                    (System.nanoTime() - begun - attacked) / 1e9,
                    text.lines().limit(20).reduce("", (all, line) -> all + "  " + line + "\n"));
            assertFalse(text.contains("OutOfMemory") || text.contains("Out of memory"), text);
            process.toHandle().destroy();
            assertTrue(process.waitFor(40, TimeUnit.SECONDS));
            assertEquals(0, process.exitValue());
        } finally {
            process.destroyForcibly();
        }
    }

    /** A new client of each kind is served, once the attack is over. */
    private static void serves(int port) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
        while (true) {
            try {
                ask(port, "GET /plaintext HTTP/1.1\r\nHost: localhost\r\n\r\n", "HTTP/1.1 200");
                ask(port, upgrade("/echo", ""), "HTTP/1.1 101");
                ask(port, POST_AFTER, "HTTP/1.1 201");
                return;
            } catch (AssertionError | IOException e) {
                if (System.nanoTime() - end > 0) {
                    throw e;
                }
                Thread.sleep(100); // what the attack has left behind goes little by little
            }
        }
    }

    private static void ask(int port, String request, String answer) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            assertEquals(answer, new String(socket.getInputStream().readNBytes(12), StandardCharsets.ISO_8859_1));
        }
    }

    private static int port(BufferedReader out) throws IOException {
        Matcher line = Pattern.compile("oneport .* listening on http://127\\.0\\.0\\.1:(\\d+) .*")
                .matcher(String.valueOf(out.readLine()));
        assertTrue(line.matches());
        return Integer.parseInt(line.group(1));
    }

    private static String upgrade(String path, String more) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + more + "\r\n";
    }

    private static String post(String path, int length) {
        return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + length + "\r\n\r\n";
    }

    private static String field(int number, int length) {
        return "x" + number + ": " + "v".repeat(length) + "\r\n";
    }

    /** A head with a mask of zeros. */
    private static byte[] frameHead(int opcode, int length) {
        return new byte[] {(byte) (0x80 | opcode), (byte) (0x80 | 126), (byte) (length >> 8), (byte) length, 0, 0, 0, 0
        };
    }

    private static byte[] frame(String text) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 8);
        if (payload.length < 126) {
            frame.put((byte) 0x81).put((byte) (0x80 | payload.length)).putInt(0);
        } else {
            frame.put(frameHead(1, payload.length));
        }
        frame.put(payload);
        return Arrays.copyOf(frame.array(), frame.position());
    }

    /** Many sockets that read nothing. */
    private static final class Sockets implements AutoCloseable {
        private final int port;
        private final long end = System.nanoTime() + ATTACK_NANOS;
        private final List<SocketChannel> open = new ArrayList<>();
        private int steps;
        private int failed;

        private Sockets(int port) {
            this.port = port;
        }

        /** Whether there is time for another step. */
        private boolean goesOn() {
            steps++;
            return System.nanoTime() - end < 0;
        }

        /** Opens one and sends; the socket may have been refused. */
        private SocketChannel open(String first, byte[]... more) throws IOException {
            SocketChannel socket = SocketChannel.open();
            open.add(socket);
            try {
                socket.connect(new InetSocketAddress("127.0.0.1", port));
                socket.configureBlocking(false);
            } catch (IOException refused) {
                failed++;
                socket.close();
                return socket;
            }
            send(socket, first.getBytes(StandardCharsets.ISO_8859_1));
            for (byte[] part : more) {
                send(socket, part);
            }
            return socket;
        }

        /** Sends as much as the system takes within a moment. */
        private void send(SocketChannel socket, byte[] bytes) throws IOException {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            try {
                for (int i = 0; buffer.hasRemaining() && i < 20; i++) {
                    if (socket.write(buffer) == 0) {
                        Thread.sleep(1);
                    }
                }
            } catch (IOException cut) {
                failed++;
                socket.close();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        private void sendToAll(byte[] bytes) throws IOException {
            for (int i = 0; i < open.size() && goesOn(); i++) {
                if (open.get(i).isOpen()) {
                    send(open.get(i), bytes);
                }
            }
        }

        private void publish(String path) throws IOException {
            exchange(post(path, PAYLOAD.length), PAYLOAD);
        }

        private void batch(String lines) throws IOException {
            byte[] body = lines.getBytes(StandardCharsets.UTF_8);
            exchange(
                    "POST /t HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\nContent-Length: "
                            + body.length + "\r\nConnection: close\r\n\r\n",
                    body);
        }

        private void exchange(String head, byte[] body) throws IOException {
            try (Socket socket = new Socket("127.0.0.1", port)) {
                socket.setSoTimeout(5000);
                socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
                socket.getOutputStream().write(body);
                InputStream in = socket.getInputStream();
                if (in.readNBytes(12).length < 12) {
                    failed++;
                }
            } catch (IOException refused) {
                failed++;
            }
        }

        @Override
        public void close() throws IOException {
            for (SocketChannel socket : open) {
                socket.close();
            }
        }
    }
}
