package io.oneport.client.result;

/**
 * A threshold, and whether it held.
 *
 * @param text as it was given, such as {@code ws.echo.p99<5ms}
 * @param actual what was measured, in the threshold's own unit, in words
 */
public record ThresholdOutcome(String text, String actual, boolean held) {}
