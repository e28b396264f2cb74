/**
 * {@code oneport-client find}: the highest rate that a server holds. A {@code RateSearch} says which rate to try next;
 * {@code RateTrials} tries it, by a short run, and keeps what came of it.
 */
@NullMarked
package io.oneport.client.experiment.find;

import org.jspecify.annotations.NullMarked;
