package io.oneport.client.top;

import io.oneport.client.blocking.ClientConnection;
import io.oneport.client.blocking.Connector;
import io.oneport.client.blocking.EventStream;
import io.oneport.client.net.Header;
import io.oneport.client.net.HttpAnswer;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the server pushes, and the rows that it is asked for. Each method blocks; one thread for each of the two. */
final class LiveSource implements AutoCloseable {
    /** How long nothing comes once the samples of the last 15 minutes have come. */
    private static final Duration SETTLED = Duration.ofMillis(200);

    private final Connector connector;
    private final Supplier<List<Header>> headers;
    private final Duration timeout;
    private @Nullable EventStream stream;
    private @Nullable ClientConnection socket;
    private @Nullable JsonNode server;
    private @Nullable JsonNode last;

    LiveSource(Connector connector, Supplier<List<Header>> headers, Duration timeout) {
        this.connector = connector;
        this.headers = headers;
        this.timeout = timeout;
    }

    /**
     * Begins to listen.
     *
     * @throws IOException if there is no connection, or the server refuses
     */
    void open() throws IOException, InterruptedException {
        EventStream before = stream;
        if (before != null) {
            before.close();
        }
        server = null;
        last = null;
        stream = connector.stream("/admin/live", headers.get());
    }

    /**
     * The first sample that is up to date, with the one before it. The server first sends those of the last 15 minutes.
     *
     * @throws IOException if the stream ends before
     */
    LiveSample first() throws IOException, InterruptedException {
        LiveSample sample = next();
        for (int samples = 1; ; samples++) {
            try {
                sample = next(samples < 2 ? timeout : SETTLED);
            } catch (SocketTimeoutException settled) {
                return sample;
            }
        }
    }

    /** The next sample. */
    LiveSample next() throws IOException, InterruptedException {
        return next(timeout);
    }

    private LiveSample next(Duration atMost) throws IOException, InterruptedException {
        EventStream open = stream;
        if (open == null) {
            throw new IOException("the stream is not open");
        }
        for (Optional<String> data = open.next(atMost); data.isPresent(); data = open.next(atMost)) {
            JsonNode event = read(data.get().getBytes(StandardCharsets.UTF_8));
            JsonNode known = server;
            if (event.has("version")) {
                server = event;
            } else if (event.has("time") && known != null) {
                JsonNode before = last == null ? event : last;
                last = event;
                return new LiveSample(known, event, before);
            }
        }
        throw new IOException(String.valueOf(open.ending()));
    }

    /** Asks for rows. */
    JsonNode rows(String path) throws IOException, InterruptedException {
        try {
            ClientConnection asked = socket;
            if (asked == null || asked.closed().isDone()) {
                asked = connector.open();
                socket = asked;
            }
            HttpAnswer answer = asked.get(path, true, headers.get()).get();
            if (answer.status() != 200) {
                throw new IOException(answer.sentence());
            }
            return read(answer.body());
        } catch (ExecutionException failed) {
            socket = null;
            throw failed.getCause() instanceof IOException known
                    ? known
                    : new IOException(String.valueOf(failed.getCause()), failed);
        }
    }

    private static JsonNode read(byte[] json) throws IOException {
        try {
            return JsonMapper.shared().readTree(json);
        } catch (JacksonException wrong) {
            throw new IOException("the server's JSON is wrong: " + wrong.getOriginalMessage(), wrong);
        }
    }

    @Override
    public void close() {
        EventStream open = stream;
        if (open != null) {
            open.close();
        }
        ClientConnection asked = socket;
        if (asked != null) {
            asked.close();
        }
    }
}
