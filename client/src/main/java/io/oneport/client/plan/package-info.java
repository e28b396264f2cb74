/**
 * What a load run is to do, before any of it is done: a {@link io.oneport.client.plan.LoadPlan} names the scenario, the
 * sockets, the rates, the messages and the phases; a {@link io.oneport.client.plan.RateCurve} says how a rate changes over
 * time; {@link io.oneport.client.plan.Metric} and {@link io.oneport.client.plan.WorkKind} name what is measured.
 * {@link io.oneport.client.plan.Capacity} says what this machine has room for.
 *
 * <p>Plans hold no sockets and read no clock. The other rooms of the load engine depend on this one.
 */
@NullMarked
package io.oneport.client.plan;

import org.jspecify.annotations.NullMarked;
