package io.oneport.server.broker.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Between a server and Redis: cuts connections, swallows bytes, or delays them. */
public final class CuttingProxy implements AutoCloseable {
    private final ServerSocket listener;
    private final int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean swallows;
    private volatile int delayMillis;

    public CuttingProxy(int target) {
        this.target = target;
        try {
            this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    public String url() {
        return "redis://127.0.0.1:" + listener.getLocalPort();
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket here = listener.accept();
                try {
                    Socket there = new Socket(InetAddress.getLoopbackAddress(), target);
                    here.setTcpNoDelay(true);
                    there.setTcpNoDelay(true);
                    open.add(here);
                    open.add(there);
                    start(() -> pump(here, there));
                    start(() -> pump(there, here));
                } catch (IOException refused) {
                    here.close();
                }
            } catch (IOException e) {
                // Closed, or one that has gone again.
            }
        }
    }

    private void pump(Socket from, Socket to) {
        byte[] buffer = new byte[1 << 16];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (delayMillis > 0) {
                    Thread.sleep(delayMillis);
                }
                if (!swallows) {
                    out.write(buffer, 0, read);
                }
            }
        } catch (IOException | InterruptedException e) {
            // Cut.
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    void cut() throws IOException {
        for (Socket each : open) {
            each.close();
        }
    }

    /** Whatever is sent vanishes, and connections stay open. What was swallowed never arrives. */
    void swallow(boolean on) throws IOException {
        swallows = on;
        if (!on) {
            cut(); // a stream with a hole is of no use
        }
    }

    void delay(int millis) {
        delayMillis = millis;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cut();
    }
}
