package io.oneport.server.features.metrics;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.oneport.server.observe.Descriptors;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.RuntimeMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The process, by the names that Prometheus' client libraries have agreed on. */
final class ProcessMetrics {
    /** Sizes of the process in pages; the second is what is resident (proc(5)). */
    private static final Path SIZES = Path.of("/proc/self/statm");

    private static final int PAGE_BYTES = 4096;

    private ProcessMetrics() {}

    static void bindTo(MeterRegistry registry) {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        RuntimeMXBean runtime = ManagementFactory.getRuntimeMXBean();
        FunctionCounter.builder(
                        "process.cpu.seconds",
                        system,
                        bean -> bean.getProcessCpuTime() / (double) TimeUnit.SECONDS.toNanos(1))
                .description("CPU time of the process.")
                .register(registry);
        gauge(
                registry,
                "process.start.time.seconds",
                "Start of the process, in seconds since 1970.",
                () -> runtime.getStartTime() / 1000.0);
        gauge(
                registry,
                "process.uptime.seconds",
                "Time since the start of the process.",
                () -> runtime.getUptime() / 1000.0);
        if (Descriptors.max() > 0) {
            gauge(registry, "process.open.fds", "Open file descriptors.", Descriptors::open);
            gauge(registry, "process.max.fds", "Most file descriptors that may be open.", Descriptors::max);
        }
        if (Files.isReadable(SIZES)) {
            gauge(registry, "process.resident.memory.bytes", "Resident memory of the process.", () -> residentBytes());
        }
    }

    private static void gauge(MeterRegistry registry, String name, String help, Supplier<Number> value) {
        Gauge.builder(name, value).description(help).register(registry);
    }

    private static double residentBytes() {
        try {
            String[] pages = Files.readString(SIZES, StandardCharsets.US_ASCII).split(" ");
            return (double) PAGE_BYTES * Long.parseLong(pages[1]);
        } catch (IOException e) {
            return Double.NaN;
        }
    }
}
