/**
 * {@code oneport-client storm}: how fast everybody is back after a cut. {@code Rounds} cuts and listens; a {@code Recovery}
 * sums up one cut.
 */
@NullMarked
package io.oneport.client.experiment.storm;

import org.jspecify.annotations.NullMarked;
