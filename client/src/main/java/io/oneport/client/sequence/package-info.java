/**
 * {@code oneport-client sequence}: the nine steps that must always hold on a port where every socket decides for
 * itself, acted out against any server and traced.
 */
@NullMarked
package io.oneport.client.sequence;

import org.jspecify.annotations.NullMarked;
