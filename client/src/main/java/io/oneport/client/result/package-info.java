/**
 * What a load test found out, as plain values: the load engine fills them, reports and experiments read them, and
 * {@code result.json} is their written form. Knows nothing but HdrHistogram.
 *
 * <p>{@link io.oneport.client.result.RunResult} is the whole. Times are nanoseconds where a name says so, and seconds
 * since the run began where a name says that.
 */
@NullMarked
package io.oneport.client.result;

import org.jspecify.annotations.NullMarked;
