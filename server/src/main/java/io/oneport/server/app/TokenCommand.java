package io.oneport.server.app;

import com.nimbusds.jwt.JWTClaimsSet;
import io.oneport.protocol.Setting;
import io.oneport.protocol.Spelling;
import io.oneport.protocol.SystemWords;
import io.oneport.protocol.Units;
import io.oneport.server.api.TopicPatterns;
import io.oneport.server.auth.jwt.SigningKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** {@code oneport-server token}: makes a token for a try, or a key to make tokens with. */
@Command(
        name = "oneport-server token",
        sortOptions = false,
        abbreviateSynopsis = true,
        usageHelpWidth = 100,
        descriptionHeading = "%n",
        description = {
            "Prints a token (JWT) for a server that was started with --jwt-key.",
            "",
            "  oneport-server token --new-key secret",
            "  oneport-server --jwt-key secret",
            "  oneport-server token --key secret --publish 'a.*' --subscribe b --expires 1h",
            "",
            "A pattern is the name of a topic, the beginning of one and *, or * for all topics.",
            ""
        },
        optionListHeading = "Options, with their defaults:%n")
final class TokenCommand {
    static final String NAME = "token";
    private static final int KEY_BYTES = 48;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "The secret, or a private key in PEM (RSA, EC on P-256, Ed25519).")
    Path key;

    @Option(
            names = "--new-key",
            paramLabel = "FILE",
            description = "Write a new secret to this file, which must not exist, and print nothing.")
    Path newKey;

    @Option(
            names = "--publish",
            paramLabel = "PATTERN",
            split = Settings.COMMA,
            description = "Topics that the token may publish to; repeatable (none).")
    List<String> publish = List.of();

    @Option(
            names = "--subscribe",
            paramLabel = "PATTERN",
            split = Settings.COMMA,
            description = "Topics that the token may read; repeatable (none).")
    List<String> subscribe = List.of();

    @Option(
            names = "--expires",
            paramLabel = "TIME",
            defaultValue = "1h",
            description = "How long the token is good: ms, s, m, h (${DEFAULT-VALUE}).")
    Duration expires;

    @Option(names = "--subject", paramLabel = "NAME", description = "The claim sub: who it is for (none).")
    String subject;

    @Option(names = "--audience", paramLabel = "NAME", description = "The claim aud (none).")
    String audience;

    @Option(names = "--issuer", paramLabel = "NAME", description = "The claim iss (none).")
    String issuer;

    @Option(
            names = {"-h", "--help"},
            description = "Print this and exit.")
    boolean help;

    /** Whether a command line is for this command. */
    static boolean isMeant(String[] args) {
        return args.length > 0 && args[0].equals(NAME);
    }

    /**
     * Does what is asked for.
     *
     * @param args the whole command line
     * @return what is to be printed
     * @throws UsageException if an option is bad
     * @throws IOException if the new key can't be written
     */
    static String run(String[] args) throws UsageException, IOException {
        TokenCommand command = new TokenCommand();
        CommandLine line = new CommandLine(command);
        line.setExpandAtFiles(false);
        line.registerConverter(Duration.class, Units::duration);
        try {
            line.parseArgs(List.of(args).subList(1, args.length).toArray(String[]::new));
            return command.help ? line.getUsageMessage() : command.run();
        } catch (UnmatchedArgumentException e) {
            String unknown = e.getUnmatched().get(0);
            String meant = Spelling.nearest(
                            unknown.split("=", 2)[0],
                            line.getCommandSpec().optionsMap().keySet())
                    .map(name -> "; did you mean " + name + "?")
                    .orElse("");
            throw new UsageException(unknown + ": unknown (expected: an option that token --help lists" + meant + ")");
        } catch (ParameterException e) {
            throw new UsageException(
                    e.getCause() instanceof IllegalArgumentException && e.getArgSpec() instanceof OptionSpec option
                            ? Setting.refusal(
                                    option.longestName().substring("--".length()),
                                    e.getValue(),
                                    String.valueOf(e.getCause().getMessage()))
                            : e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        }
    }

    private String run() throws IOException {
        Setting.require(
                (key == null) != (newKey == null),
                NAME,
                key == null ? "without a key" : "with --key and --new-key",
                "--key FILE to make a token, or --new-key FILE to make a secret first");
        if (newKey != null) {
            writeKey();
            return "";
        }
        SigningKey signing = SigningKey.read(key);
        Setting.require(
                !publish.isEmpty() || !subscribe.isEmpty(),
                "publish",
                "none",
                "--publish PATTERN, --subscribe PATTERN or both: a token with neither opens no topic");
        Setting.require(!expires.isZero() && !expires.isNegative(), "expires", Units.text(expires), "more than 0s");
        return signing.sign(claims()) + System.lineSeparator();
    }

    private JWTClaimsSet claims() {
        TopicPatterns.of("publish", publish);
        TopicPatterns.of("subscribe", subscribe);
        Instant now = Instant.now();
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .subject(subject)
                .issuer(issuer)
                .audience(audience)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(expires)));
        if (!publish.isEmpty()) {
            claims.claim("publish", publish);
        }
        if (!subscribe.isEmpty()) {
            claims.claim("subscribe", subscribe);
        }
        return claims.build();
    }

    /** Readable by its owner only, from the first moment on. */
    private void writeKey() throws IOException {
        byte[] random = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(random);
        byte[] text = (Base64.getEncoder().encodeToString(random) + "\n").getBytes(StandardCharsets.US_ASCII);
        boolean posix = newKey.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] attributes = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        try (SeekableByteChannel out = Files.newByteChannel(
                newKey, Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW), attributes)) {
            out.write(ByteBuffer.wrap(text));
        } catch (FileAlreadyExistsException e) {
            throw Setting.refused("new-key", newKey, "a file that does not exist yet");
        } catch (IOException e) {
            throw new IOException("Cannot write " + newKey + ": " + SystemWords.of(e), e);
        }
    }
}
