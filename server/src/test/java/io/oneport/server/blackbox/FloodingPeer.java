package io.oneport.server.blackbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.function.IntFunction;

/** A peer that sends numbered requests, frames or whatever, one behind the other, and reads nothing until told to. */
final class FloodingPeer implements AutoCloseable {
    private static final int SMALLEST_BATCH = 16 * 1024;
    private static final long STUCK_AFTER_MILLIS = 300;
    private static final long READ_LIMIT_MILLIS = 30_000;

    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private final IntFunction<byte[]> unit;
    private ByteBuffer unsent;
    private int units;
    private long accepted;

    /**
     * Connects with a tiny receive buffer.
     *
     * @param preface sent first
     * @param unit the bytes of the unit with this number, from 0
     */
    FloodingPeer(int port, byte[] preface, IntFunction<byte[]> unit) throws IOException {
        this.unit = unit;
        this.unsent = ByteBuffer.wrap(preface);
        channel = SocketChannel.open();
        channel.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
        channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.configureBlocking(false);
        selector = Selector.open();
        key = channel.register(selector, 0);
    }

    /** How many units have been begun; the last may have been sent in part only. */
    int units() {
        return units;
    }

    /** Sends until the other side has taken nothing for a while, or has taken more than the cap; how much it took. */
    long sendUntilStuck(long cap) throws IOException {
        key.interestOps(SelectionKey.OP_WRITE);
        while (accepted <= cap && selector.select(STUCK_AFTER_MILLIS) > 0) {
            selector.selectedKeys().clear();
            sendSome();
        }
        return accepted;
    }

    /** Sends until a write fails because the other side has cut the connection, or until the time is over. */
    boolean isCutWithin(long millis) throws IOException {
        long end = System.nanoTime() + millis * 1_000_000;
        key.interestOps(SelectionKey.OP_WRITE);
        while (System.nanoTime() < end) {
            selector.select(100);
            selector.selectedKeys().clear();
            try {
                sendSome();
            } catch (IOException cut) {
                return true;
            }
        }
        return false;
    }

    private void sendSome() throws IOException {
        if (!unsent.hasRemaining()) {
            ByteArrayOutputStream batch = new ByteArrayOutputStream();
            while (batch.size() < SMALLEST_BATCH) {
                batch.writeBytes(unit.apply(units++));
            }
            unsent = ByteBuffer.wrap(batch.toByteArray());
        }
        accepted += channel.write(unsent);
    }

    /** Completes what was begun, sends the ending, and reads all the while, until the server ends its side. */
    byte[] finishAndReadAll(byte[] ending) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(Bytes.concat(remaining(), ending));
        ByteArrayOutputStream replies = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
        while (true) {
            key.interestOps(SelectionKey.OP_READ | (rest.hasRemaining() ? SelectionKey.OP_WRITE : 0));
            if (selector.select(READ_LIMIT_MILLIS) == 0) {
                throw new IOException("no reply for 30 seconds, after " + replies.size() + " bytes of replies");
            }
            selector.selectedKeys().clear();
            if (key.isWritable()) {
                channel.write(rest);
            }
            if (key.isReadable()) {
                buffer.clear();
                if (channel.read(buffer) < 0) {
                    return replies.toByteArray();
                }
                replies.write(buffer.array(), 0, buffer.position());
            }
        }
    }

    private byte[] remaining() {
        byte[] remaining = new byte[unsent.remaining()];
        unsent.get(remaining);
        return remaining;
    }

    @Override
    public void close() throws IOException {
        selector.close();
        channel.close();
    }
}
