package io.oneport.client.blocking;

import io.oneport.client.net.Limits;
import io.oneport.client.net.Target;
import io.oneport.client.net.Trust;
import io.oneport.client.net.UnreachableException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Says so if plain HTTP failed because the port speaks TLS. Such a port answers it with a status, with a reset or not at
 * all: what came says nothing of it, so it is asked in its own words. Stateless; for threads that may block.
 */
public final class TlsPort {
    /** Whoever takes longer is not worth the wait: this is only about a hint. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private TlsPort() {}

    /** What is tried first on a server. */
    @FunctionalInterface
    public interface Attempt<T> {
        T make() throws IOException, InterruptedException;
    }

    /**
     * Makes an attempt, and if it fails has a look at the port.
     *
     * @throws UnreachableException if there is no connection, or the port speaks TLS
     * @throws IOException as the attempt
     */
    public static <T> T hinted(Target server, Attempt<T> attempt) throws IOException, InterruptedException {
        try {
            return attempt.make();
        } catch (UnreachableException known) {
            throw known;
        } catch (IOException failed) {
            refuse(server);
            throw failed;
        }
    }

    /**
     * Looks at a port that plain HTTP has failed on.
     *
     * @throws UnreachableException if the target is not secure, and the port speaks TLS
     */
    public static void refuse(Target server) throws UnreachableException, InterruptedException {
        if (server.secure()) {
            return;
        }
        Target secure = new Target(true, server.host(), server.port(), "/");
        Limits limits = new Limits(PATIENCE, Limits.DEFAULTS.maxHeadBytes(), Limits.DEFAULTS.maxMessageBytes());
        try (Connector connector = new Connector(secure, new Trust(List.of(), true), limits)) {
            connector.open().close();
        } catch (IOException plaintext) {
            return;
        }
        throw new UnreachableException(
                server.hostAndPort() + ": the port speaks TLS (expected: https:// or wss:// in the URL)", null);
    }
}
