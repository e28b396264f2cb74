package io.oneport.server.front;

import io.oneport.server.connection.Connection;
import io.oneport.server.connection.Stage;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the first stages of a connection go by.
 *
 * @param timeout how long a peer may send nothing; the stage that takes over inherits what is left
 * @param http makes the stage that speaks HTTP on a connection
 * @param tls makes the stage that speaks TLS on a connection; null if TLS is not served
 * @param answers what peers are answered that are turned away
 * @param proxies from whom a PROXY header is expected
 */
public record FrontRules(
        Duration timeout,
        Function<Connection, Stage> http,
        @Nullable Function<Connection, Stage> tls,
        FrontAnswers answers,
        ProxySettings proxies) {}
