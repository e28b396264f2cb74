package io.oneport.server.http1;

import static io.oneport.server.connection.SocketSettings.requirePositive;

import io.oneport.protocol.Setting;
import io.oneport.protocol.Units;
import io.oneport.server.api.Compression;
import java.time.Duration;

/**
 * What a request is held to.
 *
 * @param maxRequestLineBytes the longest request line; longer ones are answered 414
 * @param maxHeaderBytes the most bytes of all header fields of a request together; more are answered 431
 * @param maxHeaderFields the most header fields of a request; more are answered 431
 * @param maxBodyBytes the longest body; longer ones are answered 413
 * @param headTimeout total time for a request's head; then 408
 * @param bodyTimeout total time for a request's body; then 408
 * @param answerTimeout time for an answer, from the end of its request, beside what a long poll asks to wait; then 503
 * @param keepAlive how long a connection may stay open without a request
 * @param compression which answers are compressed
 */
public record HttpSettings(
        int maxRequestLineBytes,
        int maxHeaderBytes,
        int maxHeaderFields,
        int maxBodyBytes,
        Duration headTimeout,
        Duration bodyTimeout,
        Duration answerTimeout,
        Duration keepAlive,
        Compression compression) {
    /** Without compression. */
    public HttpSettings(
            int maxRequestLineBytes,
            int maxHeaderBytes,
            int maxHeaderFields,
            int maxBodyBytes,
            Duration headTimeout,
            Duration bodyTimeout,
            Duration answerTimeout,
            Duration keepAlive) {
        this(
                maxRequestLineBytes,
                maxHeaderBytes,
                maxHeaderFields,
                maxBodyBytes,
                headTimeout,
                bodyTimeout,
                answerTimeout,
                keepAlive,
                Compression.OFF);
    }

    /**
     * Checks every value.
     *
     * @throws IllegalArgumentException if one is out of range; the message names it and says what was expected
     */
    public HttpSettings {
        requireBytes("max-request-line", maxRequestLineBytes, 64, 1 << 20);
        requireBytes("max-header-bytes", maxHeaderBytes, 256, 1 << 20);
        Setting.require(
                maxHeaderFields >= 10 && maxHeaderFields <= 10_000,
                "max-header-fields",
                maxHeaderFields,
                "10 to 10000");
        requireBytes("max-body", maxBodyBytes, 0, 1 << 30);
        requirePositive("head-timeout", headTimeout);
        requirePositive("body-timeout", bodyTimeout);
        requirePositive("answer-timeout", answerTimeout);
        requirePositive("keep-alive", keepAlive);
    }

    private static void requireBytes(String name, int value, int least, int most) {
        Setting.require(
                value >= least && value <= most,
                name,
                Units.sizeText(value),
                Units.sizeText(least) + " to " + Units.sizeText(most));
    }
}
