package io.oneport.server.blackbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.oneport.server.app.MostlyWaits;
import io.oneport.server.app.TestServer;
import io.oneport.server.front.Transport;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Peers whose network is cut, so that neither a FIN nor a reset ever comes: the server notices. The peers are in a network
 * namespace of Linux, which takes root; skipped where there is none.
 */
class VanishedPeerTest {
    private static final String WEB_SOCKET = "GET /t/q HTTP/1.1\r\nHost: here\r\nConnection: Upgrade\r\n"
            + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    private static final List<String> REQUESTS = List.of(
            "GET /plaintext HTTP/1.1\r\nHost: here\r\n\r\n",
            "GET /t/q/raw HTTP/1.1\r\nHost: here\r\n\r\n",
            "GET /t/q HTTP/1.1\r\nHost: here\r\nAccept: text/event-stream\r\n\r\n",
            "GET /t/q HTTP/1.1\r\nHost: here\r\nAccept: application/x-ndjson\r\n\r\n",
            WEB_SOCKET);

    /** On nio, the system alone can tell, and it does not while the keep-alive of a stream is in flight. */
    @ParameterizedTest
    @MostlyWaits
    @CsvSource({"nio, 71, 0 1 4", "epoll, 72, 0 1 2 3 4", "io_uring, 73, 0 1 2 3 4"})
    void aVanishedPeerIsNoticedWhateverItsSocketSpeaks(String transport, int network, String requests)
            throws Exception {
        assumeTrue(Transport.valueOf(transport.toUpperCase(Locale.ROOT)).available());
        String host = "10.231." + network + ".1";
        String name = "oneport" + network;
        assumeTrue(namespace(name, network), "no network namespace can be made here (ip netns, as root)");
        List<Process> peers = new ArrayList<>();
        try (TestServer server = TestServer.start(
                "--transport=" + transport,
                "--host=" + host,
                "--allow-anonymous=all",
                "--max-sockets=" + requests.split(" ").length,
                "--ping-interval=2s",
                "--pong-timeout=1s",
                "--stall-timeout=2s",
                "--linger-timeout=500ms")) {
            for (String index : requests.split(" ")) {
                peers.add(peer(name, host, server.port(), REQUESTS.get(Integer.parseInt(index))));
            }
            assertEquals(503, status(host, server.port()), "the peers have all the room");
            assertTrue(run("ip", "-n", name, "link", "set", "peer" + network, "down"));
            List<Socket> served = new ArrayList<>();
            while (served.size() < peers.size()) { // until the room of every one of them is free
                Socket socket = connect(host, server.port());
                if (status(socket) == 200) {
                    served.add(socket);
                } else {
                    socket.close();
                    LockSupport.parkNanos(20_000_000); // between two looks: each takes a local port
                }
            }
            for (Socket socket : served) {
                socket.close();
            }
        } finally {
            peers.forEach(Process::destroyForcibly);
            run("ip", "netns", "del", name);
        }
    }

    private static boolean namespace(String name, int network) throws InterruptedException {
        run("ip", "netns", "del", name); // of a run that was killed
        boolean made = run("ip", "netns", "add", name)
                && run("ip", "link", "add", name, "type", "veth", "peer", "name", "peer" + network, "netns", name)
                && run("ip", "addr", "add", "10.231." + network + ".1/30", "dev", name)
                && run("ip", "link", "set", name, "up")
                && run("ip", "-n", name, "addr", "add", "10.231." + network + ".2/30", "dev", "peer" + network)
                && run("ip", "-n", name, "link", "set", "peer" + network, "up")
                && run("ip", "netns", "exec", name, "bash", "-c", ":");
        if (!made) {
            run("ip", "netns", "del", name);
        }
        return made;
    }

    private static boolean run(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException notThere) {
            return false;
        }
    }

    /** A process that asks, has read how the answer begins, and then holds its socket. */
    private static Process peer(String namespace, String host, int port, String request) throws IOException {
        String script =
                "exec 3<>/dev/tcp/" + host + "/" + port + "; printf '%s' \"$0\" >&3; head -n 1 <&3; exec sleep 100";
        Process peer = new ProcessBuilder("ip", "netns", "exec", namespace, "bash", "-c", script, request)
                .redirectErrorStream(true)
                .start();
        try (BufferedReader out = peer.inputReader(StandardCharsets.ISO_8859_1)) {
            String status = String.valueOf(out.readLine());
            assertTrue(status.startsWith("HTTP/1.1 200 ") || status.startsWith("HTTP/1.1 101 "), status);
        }
        return peer;
    }

    private static Socket connect(String host, int port) throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout(10_000);
        socket.connect(new InetSocketAddress(host, port));
        return socket;
    }

    private static int status(String host, int port) throws IOException {
        try (Socket socket = connect(host, port)) {
            return status(socket);
        }
    }

    private static int status(Socket socket) throws IOException {
        socket.getOutputStream()
                .write("GET /plaintext HTTP/1.1\r\nHost: here\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        byte[] first = new byte[2048];
        int count = Math.max(0, socket.getInputStream().read(first));
        return HttpAnswer.read(new ByteArrayInputStream(Arrays.copyOf(first, count)), false)
                .status();
    }
}
