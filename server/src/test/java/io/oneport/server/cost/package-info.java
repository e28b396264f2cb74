/**
 * What a message and a socket cost the server, counted and never timed, so that no noise can break it.
 *
 * <p>The tests' own JVM counts every buffer, which costs objects for each. So each test starts the JVM again, as
 * {@link io.oneport.server.app.Main} runs it: {@link io.oneport.server.cost.Probe} runs one of the programs here, which
 * start a server, are its clients, and print what they counted.
 */
package io.oneport.server.cost;
