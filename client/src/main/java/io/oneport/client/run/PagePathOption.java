package io.oneport.client.run;

import io.oneport.client.cli.Converters;
import picocli.CommandLine.Option;

/** Where plain requests go, for commands that have sockets for them. */
public final class PagePathOption {
    @Option(
            names = "--http-path",
            paramLabel = "PATH",
            defaultValue = "/plaintext",
            converter = Converters.ToPath.class,
            description = "Path of HTTP requests. Default: ${DEFAULT-VALUE}")
    private String path;

    /** The path, with its query if it has one. */
    public String path() {
        return path;
    }
}
