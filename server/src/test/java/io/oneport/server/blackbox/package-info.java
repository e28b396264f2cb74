/**
 * What a client can see of the server: real sockets on loopback, exact bytes, nothing of the inside. Written from the
 * RFCs (9110, 9112, 6455) and the flags, so that a change of the inside leaves these tests as they are.
 *
 * <p>The kit: {@link io.oneport.server.blackbox.RawSocket} sends exactly what it is told and reads answers and frames
 * strictly; {@link io.oneport.server.blackbox.Request} and {@link io.oneport.server.blackbox.Frames} build what it
 * sends, well formed or not.
 */
package io.oneport.server.blackbox;
