/** {@code oneport-client cat}: a WebSocket between a server and a person, or a pipe. */
package io.oneport.client.cat;
