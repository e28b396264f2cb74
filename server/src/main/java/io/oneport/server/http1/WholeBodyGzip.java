package io.oneport.server.http1;

import io.oneport.server.loop.TurnBudget;
import io.oneport.server.loop.Work;
import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;

/** Compresses a body that is in memory, in parts that share the event loop's budget. Confined to the event loop. */
final class WholeBodyGzip implements Work {
    /** What is compressed before other work has its turn: about half a millisecond's work. */
    private static final int PART_BYTES = 32 << 10;

    private final byte[] content;
    private final GzipEncoder encoder;
    private final Consumer<byte[]> then;
    private final ByteArrayOutputStream shorter;
    private int done;

    /**
     * Creates the work.
     *
     * @param encoder released here
     * @param then gets the compressed body; null if that failed
     */
    WholeBodyGzip(byte[] content, GzipEncoder encoder, Consumer<byte[]> then) {
        this.content = content;
        this.encoder = encoder;
        this.then = then;
        this.shorter = new ByteArrayOutputStream(content.length / 4);
    }

    @Override
    public boolean work(TurnBudget budget) {
        int count = Math.min(PART_BYTES, content.length - done);
        shorter.writeBytes(encoder.add(content, done, count));
        done += count;
        budget.use(TurnBudget.WRITE, count);
        if (done < content.length) {
            return true;
        }
        shorter.writeBytes(encoder.end());
        encoder.release();
        then.accept(shorter.toByteArray());
        return false;
    }

    @Override
    public boolean failed(Throwable cause) {
        encoder.release();
        then.accept(null);
        return false;
    }
}
