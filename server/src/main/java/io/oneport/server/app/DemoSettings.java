package io.oneport.server.app;

/**
 * What is served for tries and tests.
 *
 * @param page the page at {@code /}
 * @param echo the WebSocket at {@code /echo}
 * @param plaintext the text at {@code /plaintext}
 */
record DemoSettings(boolean page, boolean echo, boolean plaintext) {}
