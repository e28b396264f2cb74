/**
 * {@code oneport-client merge}: the results of several machines that loaded one server at the same time, as one.
 */
@NullMarked
package io.oneport.client.experiment.merge;

import org.jspecify.annotations.NullMarked;
