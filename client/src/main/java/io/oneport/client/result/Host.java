package io.oneport.client.result;

/**
 * Where the client ran.
 *
 * @param os name and version
 * @param cores how many the client saw
 * @param java version and maker of the Java platform
 * @param transport how its sockets reach the kernel, such as {@code epoll}
 * @param threads how many event loops drove the load
 */
public record Host(String os, int cores, String java, String transport, int threads) {}
