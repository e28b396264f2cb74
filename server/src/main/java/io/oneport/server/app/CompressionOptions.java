package io.oneport.server.app;

import io.oneport.protocol.Setting;
import io.oneport.server.api.Compression;
import picocli.CommandLine.Option;

/** Which answers are compressed. */
final class CompressionOptions {
    @Option(
            names = "--compress",
            paramLabel = "on|off",
            defaultValue = "on",
            description =
                    "Compress answers over HTTP with gzip for clients that accept it: files, history, metrics and pages,"
                            + " but no stream and no WebSocket (${DEFAULT-VALUE}).")
    String compress;

    @Option(
            names = "--compress-min",
            paramLabel = "SIZE",
            defaultValue = "1KiB",
            converter = SizeConverter.class,
            description =
                    "Minimum size of a body that is compressed; shorter ones are sent as they are (${DEFAULT-VALUE}).")
    int minimum;

    /**
     * The settings, checked.
     *
     * @throws IllegalArgumentException if a value is wrong; the message names the setting and says what was expected
     */
    Compression toSettings() {
        Setting.require(compress.equals("on") || compress.equals("off"), "compress", compress, "on or off");
        return new Compression(compress.equals("on"), minimum);
    }
}
