/**
 * The client of oneport: proves what a server of HTTP and WebSocket on one port promises, loads it, and talks to it.
 *
 * <p>Knows whom: this package its commands. {@link io.oneport.client.sequence}, {@link io.oneport.client.cat},
 * {@link io.oneport.client.pub} and {@link io.oneport.client.sub} stand on {@link io.oneport.client.cli} and
 * {@link io.oneport.client.net}. {@link io.oneport.client.experiment} stands on {@link io.oneport.client.run}.
 *
 * <p>The load engine has six rooms, and each depends only on those before it: {@link io.oneport.client.plan} (what is to be
 * done), {@link io.oneport.client.pace} (when), {@link io.oneport.client.account} (what came of it),
 * {@link io.oneport.client.judge} (is it valid, and within the thresholds) and {@link io.oneport.client.fleet} (the sockets
 * that do it). What a person writes for a server of another protocol is in {@link io.oneport.client.scenario}, which the plan
 * holds and the sockets perform. {@link io.oneport.client.report} writes the {@link io.oneport.client.result} for people and programs, and
 * knows nothing else. They stand on {@link io.oneport.client.wire} and {@link io.oneport.client.hostile}.
 */
@NullMarked
package io.oneport.client;

import org.jspecify.annotations.NullMarked;
