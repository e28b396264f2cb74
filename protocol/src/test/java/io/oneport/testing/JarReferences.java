package io.oneport.testing;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;

/** Finds classes that a fat jar names and does not contain, with the JDK's jdeps. */
public final class JarReferences {
    /** What the libraries use only where somebody adds it; neither jar does. */
    private static final List<String> OPTIONAL = List.of(
            "com.aayushatharva.brotli4j.", // compression of HTTP, which nothing here uses
            "com.jcraft.jzlib.",
            "com.oracle.svm.", // annotations for native images
            "io.netty.handler.codec.compression.",
            "jakarta.mail.", // logback's appenders and servlets
            "jakarta.servlet.",
            "org.apache.commons.logging.", // other logging libraries that Netty can use
            "org.apache.log4j.",
            "org.apache.logging.log4j.",
            "org.jetbrains.annotations.",
            "org.jline.jansi.", // colours of logback on Windows
            "org.jspecify.annotations.", // read by the compiler only
            "org.tukaani.xz.", // logback's compressed log files
            "reactor.blockhound.");

    private static final Pattern MISSING = Pattern.compile("(?m)^\\s+(?<from>\\S+)\\s+-> (?<to>\\S+)\\s+not found");

    private JarReferences() {}

    /**
     * The references of the jar's classes that neither the jar nor the JDK resolves.
     *
     * @param optional beginnings of names that may be missing in this jar, besides those of libraries that both jars use
     * @return each as {@code from -> to}
     */
    public static List<String> missing(Path jar, String... optional) {
        StringWriter out = new StringWriter();
        PrintWriter printer = new PrintWriter(out);
        int status = ToolProvider.findFirst("jdeps")
                .orElseThrow()
                .run(printer, printer, "--multi-release", "17", "--missing-deps", jar.toString());
        if (status != 0) {
            throw new AssertionError("jdeps ended with " + status + ": " + out);
        }
        List<String> allowed = List.of(optional);
        return MISSING.matcher(out.toString())
                .results()
                .filter(found -> OPTIONAL.stream().noneMatch(found.group(2)::startsWith))
                .filter(found -> allowed.stream().noneMatch(found.group(2)::startsWith))
                .map(found -> found.group(1) + " -> " + found.group(2))
                .toList();
    }
}
