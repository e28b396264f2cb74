/** {@code oneport-client pub}: publishes one message over HTTP, or lines of standard input over one WebSocket. */
package io.oneport.client.pub;
