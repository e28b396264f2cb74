/**
 * When things are due. A {@link io.oneport.client.pace.Pacer} computes the time of each message from the plan's
 * rates, and a {@link io.oneport.client.pace.Dispatcher} hands it out then;
 * {@link io.oneport.client.pace.Clock} and {@link io.oneport.client.pace.Timeline} say what time it is and which phase;
 * {@link io.oneport.client.pace.StallWatch} notices when an event loop could not keep up.
 *
 * <p>All times are nanoseconds since the run began. Depends on {@link io.oneport.client.plan} only.
 */
@NullMarked
package io.oneport.client.pace;

import org.jspecify.annotations.NullMarked;
