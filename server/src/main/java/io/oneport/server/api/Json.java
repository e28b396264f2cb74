package io.oneport.server.api;

import io.oneport.protocol.json.JsonWriter;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/** JSON as bytes. Stateless: any thread. */
public final class Json {
    private Json() {}

    /**
     * Writes one JSON value and a newline, so that a terminal's prompt is where it belongs.
     *
     * @param content writes the value
     * @return the bytes, UTF-8
     */
    public static byte[] bytes(Consumer<JsonGenerator> content) {
        return JsonWriter.line(content);
    }
}
