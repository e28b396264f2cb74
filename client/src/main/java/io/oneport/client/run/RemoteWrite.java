package io.oneport.client.run;

import io.oneport.client.cli.Version;
import io.oneport.client.run.LiveFigures.Family;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends the figures of a run to Prometheus, or whatever else takes its remote write (version 1.0), by a thread of its own. A
 * receiver that is slow or away costs the run nothing: figures wait for it for a minute, and then the oldest are dropped.
 */
final class RemoteWrite implements Consumer<List<Family>>, AutoCloseable {
    private static final int MAX_WAITING = 60;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final long RETRY_MILLIS = 1000;
    private static final int MAX_REASON = 200;

    /** Where to, and what goes with it. */
    record Receiver(URI uri, List<String> fields, Map<String, String> labels) {}

    private record Push(List<Family> families, long epochMillis, boolean last) {}

    private final Receiver receiver;
    private final Consumer<String> warnings;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    private final BlockingQueue<Push> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
    private final Thread sender = new Thread(this::send, "remote-write");
    private List<Family> latest = List.of();
    private long made;
    private boolean warned;
    private volatile long taken;

    private volatile @Nullable String failure;

    /**
     * Starts the thread, and sends nothing yet.
     *
     * @param warnings hears once that a request failed, on the thread that runs the load
     */
    RemoteWrite(Receiver receiver, Consumer<String> warnings) {
        this.receiver = receiver;
        this.warnings = warnings;
        sender.setDaemon(true);
        sender.start();
    }

    /** Takes what was measured so far. The thread that runs the load; does not block. */
    @Override
    public void accept(List<Family> families) {
        latest = families;
        if (failure != null && !warned) {
            warned = true;
            warnings.accept("remote-write: " + receiver.uri().getAuthority() + ": " + failure);
        }
        add(new Push(families, System.currentTimeMillis(), false));
    }

    private void add(Push next) {
        made++;
        while (!waiting.offer(next)) {
            waiting.poll();
        }
    }

    private void send() {
        try {
            boolean last = false;
            while (!last) {
                Push next = waiting.take();
                byte[] body = WriteRequest.encode(next.families(), receiver.labels(), next.epochMillis(), next.last());
                while (!sent(body)) {
                    Thread.sleep(RETRY_MILLIS);
                }
                last = next.last();
            }
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether these need not be sent again: they were taken, or never will be. */
    private boolean sent(byte[] body) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(receiver.uri())
                .timeout(TIMEOUT)
                .header("Content-Type", "application/x-protobuf")
                .header("Content-Encoding", "snappy")
                .header("User-Agent", "oneport-client/" + new Version().getVersion()[0].replaceAll(".* ", ""))
                .header("X-Prometheus-Remote-Write-Version", "0.1.0")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (!receiver.fields().isEmpty()) {
            request.headers(receiver.fields().toArray(String[]::new));
        }
        try {
            HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            int status = answer.statusCode();
            if (status / 100 == 2) {
                taken++; // only this thread does
                return true;
            }
            String said = answer.body().strip();
            failure = "answered " + status
                    + (said.isEmpty() ? "" : ": " + said.substring(0, Math.min(MAX_REASON, said.length())));
            return status / 100 != 5 && status != 429;
        } catch (IOException away) {
            failure = away.getMessage() == null ? "no connection" : away.getMessage();
            return false;
        }
    }

    /** Marks the end of all series, and waits for what is still to be sent, 5 s at most. Not on the sender. */
    @Override
    public void close() {
        add(new Push(latest, System.currentTimeMillis(), true));
        try {
            sender.join(TIMEOUT.toMillis());
            sender.interrupt();
            sender.join(TimeUnit.SECONDS.toMillis(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What was lost, in one line; to be asked once it is closed. */
    Optional<String> lost() {
        return taken == made
                ? Optional.empty()
                : Optional.of("remote-write: " + (made - taken) + " of " + made
                        + (made == 1 ? " request was" : " requests were") + " not taken"
                        + (failure == null ? "" : "; the last failure: " + failure));
    }
}
