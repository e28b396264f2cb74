package io.oneport.server.app;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A test that leaves the machine idle most of the time, such as one that waits for a time-out: it runs beside the other tests
 * of its class. It must share nothing with them, and none of them may mind a few others. On methods only: classes follow
 * each other, since {@link LeakCheck} counts the buffers of the whole JVM.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Execution(ExecutionMode.CONCURRENT)
public @interface MostlyWaits {}
