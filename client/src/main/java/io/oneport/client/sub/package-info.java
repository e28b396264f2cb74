/** {@code oneport-client sub}: follows topics, over as many connections as it takes. */
package io.oneport.client.sub;
