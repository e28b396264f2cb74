/**
 * The client of oneport: proves what a server of HTTP and WebSocket on one port promises, loads it, and talks to it.
 *
 * <p>Knows whom: this package its commands. {@link io.oneport.client.sequence}, {@link io.oneport.client.cat},
 * {@link io.oneport.client.pub} and {@link io.oneport.client.sub} stand on {@link io.oneport.client.cli} and
 * {@link io.oneport.client.net}. {@link io.oneport.client.experiment} stands on {@link io.oneport.client.run}, that on
 * {@link io.oneport.client.load} and {@link io.oneport.client.report}; load on {@link io.oneport.client.wire} and
 * {@link io.oneport.client.hostile}, and both load and report on {@link io.oneport.client.result}. Net knows only {@code
 * io.oneport.protocol}.
 */
package io.oneport.client;
