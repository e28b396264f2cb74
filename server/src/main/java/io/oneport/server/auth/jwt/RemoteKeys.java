package io.oneport.server.auth.jwt;

import io.oneport.protocol.Setting;
import io.oneport.protocol.SystemWords;
import io.oneport.protocol.Units;
import java.io.IOException;
import java.net.IDN;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys that are fetched from a URL (a JWK Set): at start, every so often, and when a token names one that is not known. All
 * fetching is done by one thread of its own, one fetch at a time, each bounded in time and size. If one fails, the keys that
 * were fetched before stay. Any thread.
 */
public final class RemoteKeys implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RemoteKeys.class);
    private static final String NAME = "jwt-jwks";

    /** A URL whose host has letters beyond ASCII. */
    private static final Pattern HOST = Pattern.compile("([A-Za-z]+://)([^/?#@:]*[^\\x00-\\x7f][^/?#@:]*)(.*)");

    private static final Duration FETCH_LIMIT = Duration.ofSeconds(10);
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    private static final int MAX_BYTES = 256 << 10;
    private static final long FIRST_RETRY_MILLIS = 1000;
    private static final long LAST_RETRY_MILLIS = 60_000;

    /** What tokens can cause at most: one fetch in this time. */
    private static final Duration ASKED_GAP = Duration.ofSeconds(10);

    private final URI uri;
    private final long refreshMillis;
    private final long gapNanos;
    private final Duration limit;
    private final Consumer<KeySet> taker;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_LIMIT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final Thread thread = new Thread(this::serve, "oneport-jwks");

    private String last = "";
    private String outcome = "";

    // Guarded by this.
    /** Completes when the fetch ends that runs or was asked for; null if there is none. */
    private @Nullable CompletableFuture<Void> next = new CompletableFuture<>();

    private long endedNanos;
    private boolean closed;

    /**
     * Creates the source; {@link #start} begins.
     *
     * @param refresh time between two fetches
     * @param taker takes keys that are new
     */
    public RemoteKeys(URI uri, Duration refresh, Consumer<KeySet> taker) {
        this(uri, refresh, taker, ASKED_GAP, FETCH_LIMIT);
    }

    RemoteKeys(URI uri, Duration refresh, Consumer<KeySet> taker, Duration gap, Duration limit) {
        this.uri = uri;
        this.refreshMillis = refresh.toMillis();
        this.taker = taker;
        this.gapNanos = gap.toNanos();
        this.limit = limit;
        thread.setDaemon(true);
    }

    /**
     * Reads the setting.
     *
     * @throws IllegalArgumentException if it is no URL that keys may come from: who could change them on the way could
     *     make any token
     */
    public static URI url(String text) {
        String expected = "an https URL, or an http URL of a loopback address, without user and fragment";
        URI uri;
        try {
            uri = URI.create(ascii(text));
        } catch (IllegalArgumentException e) {
            throw Setting.refused(NAME, text, expected);
        }
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        String host = String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT);
        boolean loopback = host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.[0-9]{1,3}){3}");
        Setting.require(
                uri.getHost() != null
                        && uri.getUserInfo() == null
                        && uri.getFragment() == null
                        && (scheme.equals("https") || scheme.equals("http") && loopback),
                NAME,
                shown(uri),
                expected + (text.contains("_") && uri.getHost() == null ? "; a host without underscores" : ""));
        return uri;
    }

    /** Letters beyond ASCII in a host as they are looked up; the JDK takes such a URL for one without a host. */
    private static String ascii(String url) {
        Matcher parts = HOST.matcher(url);
        if (!parts.matches()) {
            return url;
        }
        return parts.group(1) + IDN.toASCII(parts.group(2)) + parts.group(3);
    }

    /** Without user and query, which may have secrets. */
    private static String shown(URI uri) {
        String authority = uri.getRawAuthority(); // without a host for the JDK if that has an underscore
        String hosts = authority == null ? "" : authority.substring(authority.lastIndexOf('@') + 1);
        return uri.getScheme() + "://" + hosts + (uri.getRawPath() == null ? "" : uri.getRawPath());
    }

    /** Begins with the first fetch. Once. */
    public void start() {
        thread.start();
    }

    /**
     * Asks for a fetch, since no key that is known has signed a token.
     *
     * @return completes when it has ended, well or not; null if the last one is too short ago
     */
    synchronized @Nullable CompletableFuture<Void> more() {
        if (next == null && !closed && System.nanoTime() - endedNanos >= gapNanos) {
            ask();
        }
        return next;
    }

    private CompletableFuture<Void> ask() {
        CompletableFuture<Void> asked = new CompletableFuture<>();
        next = asked;
        notifyAll();
        return asked;
    }

    /**
     * Fetches now, and waits for the end.
     *
     * @return what was fetched
     * @throws IOException if it failed; the keys that were fetched before stay
     */
    public String refresh() throws IOException {
        CompletableFuture<Void> asked;
        synchronized (this) {
            asked = next == null ? ask() : next;
        }
        try {
            asked.get(2 * limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IOException(noAnswer());
        }
        synchronized (this) {
            if (!outcome.isEmpty()) {
                throw new IOException(outcome);
            }
            return "fetched from " + shown(uri);
        }
    }

    private String noAnswer() {
        return "no whole answer within " + Units.text(limit);
    }

    private void serve() {
        long retryMillis = FIRST_RETRY_MILLIS;
        while (true) {
            String failure = fetch();
            boolean failed = !failure.isEmpty();
            CompletableFuture<Void> ended;
            synchronized (this) {
                outcome = failure;
                endedNanos = System.nanoTime();
                ended = next;
                next = null;
            }
            if (ended != null) {
                ended.complete(null);
            }
            if (!pause(failed ? Math.min(retryMillis, refreshMillis) : refreshMillis)) {
                return;
            }
            retryMillis = failed ? Math.min(2 * retryMillis, LAST_RETRY_MILLIS) : FIRST_RETRY_MILLIS;
        }
    }

    /** Waits until it is time, or somebody asks; returns false if it is over. */
    private synchronized boolean pause(long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        try {
            while (!closed && next == null) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0) {
                    next = new CompletableFuture<>(); // who asks from now on waits for this one
                    break;
                }
                wait(left);
            }
        } catch (InterruptedException e) {
            return false;
        }
        return !closed;
    }

    /** Fetches once; returns why it failed, or the empty string. */
    private String fetch() {
        try {
            String json = get();
            if (!json.equals(last)) {
                KeySet keys = Jwks.read(NAME, json, false);
                taker.accept(keys);
                last = json;
                log.info("Keys for tokens: {} from {}", keys, shown(uri));
            }
            return "";
        } catch (IOException | RuntimeException e) {
            String why = why(e);
            log.warn(
                    "Keys for tokens not fetched from {}: {}; {}",
                    shown(uri),
                    why,
                    last.isEmpty() ? "tokens are answered 503 until they are" : "those that were fetched before stay");
            return why;
        }
    }

    private static String why(Throwable failure) {
        return SystemWords.of(failure);
    }

    private String get() throws IOException {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("accept", "application/jwk-set+json, application/json")
                .build();
        CompletableFuture<HttpResponse<byte[]>> sent = client.sendAsync(request, head -> new LimitedBody(MAX_BYTES));
        try {
            HttpResponse<byte[]> response = sent.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != 200) {
                throw new IOException("answered " + response.statusCode() + " (expected: 200)");
            }
            return new String(response.body(), StandardCharsets.UTF_8);
        } catch (TimeoutException e) {
            throw new IOException(noAnswer());
        } catch (ExecutionException e) {
            throw new IOException(why(e.getCause() == null ? e : e.getCause()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted");
        } finally {
            sent.cancel(true);
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        thread.interrupt();
    }
}
