/**
 * {@code oneport-client run}: the load test. Turns the command line into a {@link io.oneport.client.plan.LoadPlan}, looks
 * at the target before it is loaded, tells how it goes, and makes of what was found a
 * {@link io.oneport.client.result.RunResult}, its files and an exit code. The experiments share all of it.
 */
@NullMarked
package io.oneport.client.run;

import org.jspecify.annotations.NullMarked;
