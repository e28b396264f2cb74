package io.oneport.server.front.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that certificate files have changed. They are read once they have stayed as they are from one look to the next,
 * since a certificate and its key are seldom replaced in one step. Looks at times, sizes and identities of files and not
 * at events, which network file systems don't have. Runs on a thread of its own until that is interrupted.
 */
final class CertificateWatch implements Runnable {
    static final Duration INTERVAL = Duration.ofSeconds(3);

    private static final Logger log = LoggerFactory.getLogger(CertificateWatch.class);

    private final List<Path> files;
    private final List<Object> asRead;
    private final Duration interval;
    private final Callable<String> reload;

    /**
     * Creates the watch.
     *
     * @param asRead what {@link #look} gave before the files were read: what has changed since then is read again
     * @param interval time between two looks
     * @param reload reads the files and returns what was read; throws an exception with a one-line message if it keeps
     *     what it had
     */
    CertificateWatch(TlsSettings settings, List<Object> asRead, Duration interval, Callable<String> reload) {
        this.files = files(settings);
        this.asRead = asRead;
        this.interval = interval;
        this.reload = reload;
    }

    private static List<Path> files(TlsSettings settings) {
        List<Path> files = new ArrayList<>();
        for (TlsSettings.Pair pair : settings.pairs()) {
            files.add(pair.certificate());
            files.add(pair.key());
        }
        if (settings.clientCa() != null) {
            files.add(settings.clientCa());
        }
        return files;
    }

    @Override
    public void run() {
        List<Object> read = asRead;
        List<Object> before = read;
        try {
            while (true) {
                Thread.sleep(interval.toMillis());
                List<Object> now = look(files);
                if (!now.equals(read) && now.equals(before)) {
                    read = now;
                    reload();
                }
                before = now;
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void reload() {
        try {
            log.info("Certificates reloaded, since a file has changed: {}", reload.call());
        } catch (Exception | Error e) { // an Error, such as too little memory, must not end the watch
            log.warn("Certificates not reloaded; the old ones stay in force: {}", e.getMessage());
        }
    }

    /** The present state of the files that the settings name. */
    static List<Object> look(TlsSettings settings) {
        return look(files(settings));
    }

    private static List<Object> look(List<Path> files) {
        List<Object> states = new ArrayList<>();
        for (Path file : files) {
            try {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                states.add(List.of(
                        attributes.lastModifiedTime(), attributes.size(), String.valueOf(attributes.fileKey())));
            } catch (IOException e) {
                states.add("missing");
            }
        }
        return states;
    }
}
