package io.oneport.server.app;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the {@code --config} file again, and applies those settings that may change while the server runs. */
final class SettingsReload implements Callable<String> {
    /** The settings that apply at once. */
    static final Set<String> AT_ONCE = Set.of(
            "log-level",
            "drain-timeout",
            "drain-over",
            "address-request-rate",
            "address-handshake-rate",
            "address-message-rate",
            "principal-request-rate",
            "principal-handshake-rate",
            "principal-message-rate");

    private static final Logger log = LoggerFactory.getLogger(SettingsReload.class);

    private final Settings started;
    private final Consumer<ServerConfig> apply;
    /** What the server runs with, by name. */
    private final Map<String, String> effective;

    /**
     * Creates a reload.
     *
     * @param started what the server was started with
     * @param apply takes the new configuration, of which only the settings {@link #AT_ONCE} may be used
     */
    SettingsReload(Settings started, Consumer<ServerConfig> apply) {
        this.started = started;
        this.apply = apply;
        this.effective = new LinkedHashMap<>(started.values());
    }

    @Override
    public String call() throws UsageException {
        Settings read = started.again();
        ServerConfig config = read.config();
        read.warnings().forEach(log::warn);
        List<String> changes = new ArrayList<>();
        List<String> later = new ArrayList<>();
        read.values().forEach((name, value) -> {
            if (value.equals(effective.get(name))) {
                return;
            }
            if (AT_ONCE.contains(name)) {
                changes.add(name + " = " + value + " (was " + effective.put(name, value) + ")");
            } else {
                later.add(name);
            }
        });
        if (!changes.isEmpty()) {
            apply.accept(config);
        }
        String done = changes.isEmpty() ? "unchanged" : String.join(", ", changes);
        return later.isEmpty() ? done : done + ", changes after a restart: " + String.join(", ", later);
    }
}
