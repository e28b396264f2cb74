/**
 * The client of oneport: proves what a server of HTTP and WebSocket on one port promises, and talks to it.
 *
 * <p>Knows whom: this package its commands, {@link io.oneport.client.sequence}, {@link io.oneport.client.cat},
 * {@link io.oneport.client.pub} and {@link io.oneport.client.sub}; they {@link io.oneport.client.cli}; that {@link io.oneport.client.net}, which knows only {@code io.oneport.protocol}.
 */
package io.oneport.client;
