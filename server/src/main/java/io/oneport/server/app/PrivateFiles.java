package io.oneport.server.app;

import io.oneport.protocol.Setting;
import io.oneport.server.features.files.FileSettings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Refuses to serve files that are the server's own: keys, tokens, passwords, messages, logs. */
final class PrivateFiles {
    private final FileSettings served;

    PrivateFiles(FileSettings served) {
        this.served = served;
    }

    /**
     * Checks that no file that the server reads or writes would be served by {@code static}. Looks at the disk.
     *
     * @throws IllegalArgumentException if one would; the message names its setting and says what was expected
     */
    static void check(ServerConfig config) {
        PrivateFiles files = new PrivateFiles(config.files());
        config.tls().pairs().forEach(pair -> files.check("tls-key", pair.key()));
        files.check("jwt-key", config.auth().keyFile());
        files.check("admin-token-file", config.admin().tokenFile());
        files.check("engine-password-file", config.engine().passwordFile());
        files.check("data-dir", config.log().directory());
        String accessLog = config.access().file();
        files.check("access-log", accessLog.isEmpty() || accessLog.equals("-") ? null : Path.of(accessLog));
    }

    private void check(String setting, @Nullable Path file) {
        Setting.require(
                file == null || !served.shows(file),
                setting,
                file,
                "a place outside static, " + served.directory() + ": everybody could read it there");
    }
}
