/**
 * Where sockets come from and how they are wired: the listener, the transports, and the one place that puts HTTP, the
 * upgrade and WebSocket together on a channel. Those three never see each other.
 */
package io.oneport.server.front;
