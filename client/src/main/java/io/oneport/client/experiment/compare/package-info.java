/**
 * {@code oneport-client compare}: two results side by side. A {@code RunComparison} says which differences are more than the
 * spread within the two; {@code Slowdowns} which are worse than is allowed.
 */
@NullMarked
package io.oneport.client.experiment.compare;

import org.jspecify.annotations.NullMarked;
