package io.oneport.server.features.metrics;

import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.netty.util.internal.PlatformDependent;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

/** The JVM: memory, threads, garbage collection. */
final class JvmMetrics {
    private JvmMetrics() {}

    static void bindTo(MeterRegistry registry) {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        // Micrometer's own wants to be notified of each collection; the JVM counts them anyway.
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            FunctionTimer.builder(
                            "jvm.gc.collection",
                            collector,
                            GarbageCollectorMXBean::getCollectionCount,
                            GarbageCollectorMXBean::getCollectionTime,
                            TimeUnit.MILLISECONDS)
                    .tag("gc", collector.getName())
                    .description("Time spent in garbage collections.")
                    .register(registry);
        }
        Gauge.builder("oneport.direct.memory.bytes", () -> Math.max(0, PlatformDependent.usedDirectMemory()))
                .description("Direct memory in use by Netty's buffers.")
                .register(registry);
        Gauge.builder("oneport.direct.memory.max.bytes", PlatformDependent::maxDirectMemory)
                .description("Most direct memory that Netty's buffers may use.")
                .register(registry);
    }
}
