package io.oneport.server.cost;

import io.oneport.server.app.TestServer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * What a WebSocket that has echoed once and is silent keeps alive on the heap: objects of the server and of Netty, by
 * class. The client uses neither, so all of them are the server's.
 */
final class IdleSocketProbe {
    private static final int SOCKETS = 500;
    /** Before the first count, so that what comes with the first sockets only is there. */
    private static final int FIRST_SOCKETS = 50;

    private static final Pattern LINE =
            Pattern.compile("\\s*\\d+:\\s+(?<count>\\d+)\\s+(?<bytes>\\d+)\\s+(?<name>io\\.(oneport|netty)\\.\\S+).*");
    private static final String OWN = "io.oneport.server.cost.";

    private record Size(long objects, long bytes) {}

    private IdleSocketProbe() {}

    public static void main(String[] args) throws IOException, JMException {
        List<Peer> peers = new ArrayList<>();
        try (TestServer server = TestServer.start("--transport=" + args[0], "--worker-threads=1")) {
            open(server, FIRST_SOCKETS, peers);
            Map<String, Size> before = histogram();
            open(server, SOCKETS, peers);
            Map<String, Size> after = histogram();
            for (String of : List.of("io.oneport.", "io.netty.")) {
                print(of, before, after);
            }
            for (Peer peer : peers) {
                peer.close();
            }
        }
    }

    private static void open(TestServer server, int count, List<Peer> peers) throws IOException {
        for (int i = 0; i < count; i++) {
            Peer peer = Peer.webSocket(server.address(), "/echo");
            peer.send(Peer.frame(20));
            peer.receive(22);
            peers.add(peer);
        }
    }

    /** Live objects by class, as {@code jcmd PID GC.class_histogram} has them. */
    private static Map<String, Size> histogram() throws JMException {
        String lines = (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()});
        Map<String, Size> sizes = new TreeMap<>();
        Matcher line = LINE.matcher("");
        for (String text : lines.split("\n", -1)) {
            if (line.reset(text).matches() && !line.group("name").startsWith(OWN)) {
                sizes.put(
                        line.group("name"),
                        new Size(Long.parseLong(line.group("count")), Long.parseLong(line.group("bytes"))));
            }
        }
        return sizes;
    }

    private static void print(String of, Map<String, Size> before, Map<String, Size> after) {
        double objects = 0;
        double bytes = 0;
        for (Map.Entry<String, Size> each : after.entrySet()) {
            Size old = before.getOrDefault(each.getKey(), new Size(0, 0));
            double moreObjects = (double) (each.getValue().objects - old.objects) / SOCKETS;
            double moreBytes = (double) (each.getValue().bytes - old.bytes) / SOCKETS;
            if (each.getKey().startsWith(of) && moreObjects != 0) {
                System.out.printf("  %.2f objects, %.1f bytes: %s%n", moreObjects, moreBytes, each.getKey());
                objects += moreObjects;
                bytes += moreBytes;
            }
        }
        System.out.println(of + "objects " + objects);
        System.out.println(of + "bytes " + bytes);
    }
}
