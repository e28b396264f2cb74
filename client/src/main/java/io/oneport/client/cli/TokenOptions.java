package io.oneport.client.cli;

import io.oneport.client.net.Header;
import io.oneport.protocol.ByteOrderMark;
import io.oneport.protocol.Setting;
import io.oneport.protocol.SystemWords;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** Which token a command shows to the server (RFC 6750, section 2.1). No message has the token in it. */
final class TokenOptions {
    static final String VARIABLE = "ONEPORT_TOKEN";

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");
    private static final int LONGEST_FILE_BYTES = 16 << 10;
    private static final String FORM = "a token: letters, digits and -._~+/, then any number of =";

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description =
                    "File that contains the token to send with each request and upgrade, as Authorization: Bearer.")
    private Path file;

    @Option(
            names = "--bearer",
            paramLabel = "TOKEN",
            description =
                    "The token itself. Other users of this machine can see it in the list of processes. Default: the"
                            + " environment variable " + VARIABLE)
    private String token;

    /**
     * The header field that carries the token.
     *
     * @param environment where to look if no option says it
     * @param headers those given apart; an Authorization among them takes precedence over the environment
     * @return empty if there is no token
     * @throws IllegalArgumentException if there are two, or it can't be read; the message is the line for the person
     */
    Optional<Header> authorization(Map<String, String> environment, List<Header> headers) {
        boolean given = headers.stream().anyMatch(header -> header.name().equalsIgnoreCase("Authorization"));
        Setting.require(token == null || file == null, "token-file", file, "--bearer or --token-file, not both");
        String expected = "nothing, or no --header with Authorization";
        if (file != null) {
            Setting.require(!given, "token-file", file, expected);
            return Optional.of(bearer("token-file", file.toString(), read(file)));
        }
        if (token != null) {
            Setting.require(!given, "bearer", "a token", expected);
            return Optional.of(bearer("bearer", "something else", token));
        }
        String variable = environment.getOrDefault(VARIABLE, "").strip();
        return given || variable.isEmpty()
                ? Optional.empty()
                : Optional.of(bearer(VARIABLE, "something else", variable));
    }

    private static Header bearer(String name, String shown, String token) {
        Setting.require(TOKEN.matcher(token).matches(), name, shown, FORM);
        return new Header("Authorization", "Bearer " + token);
    }

    private static String read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] text = ByteOrderMark.without(in.readNBytes(LONGEST_FILE_BYTES));
            return new String(text, StandardCharsets.ISO_8859_1).strip();
        } catch (IOException unreadable) {
            throw Setting.refused("token-file", file, "a file that can be read; " + SystemWords.of(unreadable));
        }
    }
}
