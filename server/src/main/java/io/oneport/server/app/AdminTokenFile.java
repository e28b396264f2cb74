package io.oneport.server.app;

import io.oneport.protocol.ByteOrderMark;
import io.oneport.protocol.Setting;
import io.oneport.protocol.SystemWords;
import io.oneport.server.auth.AdminToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file with the admin token. Blocks on the disk: not for an event loop. */
final class AdminTokenFile {
    private static final Logger log = LoggerFactory.getLogger(AdminTokenFile.class);
    private static final int TOKEN_BYTES = 32;
    private static final int MAX_FILE_BYTES = 4096;
    private static final String EXPECTED = "a file with a token of 16 to 512 letters, digits and -._~+/=";
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/=-]{16,512}");

    private AdminTokenFile() {}

    /**
     * Reads the token, after creating the file if it does not exist.
     *
     * @return null if that is impossible at the default place, with a line in the log: nobody has a token then
     * @throws IllegalArgumentException if the file that somebody has chosen is of no use; the message is the line for the
     *     person
     */
    static @Nullable String open(AdminSettings settings) {
        Path file = settings.tokenFile();
        try {
            return Files.exists(file) ? read(file) : create(file);
        } catch (IOException | RuntimeException e) {
            String line = e instanceof IOException
                    ? Setting.refusal(
                            "admin-token-file", file, "a file that can be read or created; " + SystemWords.of(e))
                    : e.getMessage();
            if (settings.tokenFileChosen()) {
                throw new IllegalArgumentException(line, e);
            }
            log.warn("{}. There is no admin token, so /admin and /metrics let nobody in", line);
            return null;
        }
    }

    /**
     * Reads the token.
     *
     * @throws IllegalArgumentException if the file has none
     */
    static String read(Path file) throws IOException {
        Setting.require(Files.size(file) <= MAX_FILE_BYTES, "admin-token-file", file, EXPECTED);
        byte[] text = ByteOrderMark.without(Files.readAllBytes(file));
        String token = new String(text, StandardCharsets.ISO_8859_1).strip();
        Setting.require(TOKEN.matcher(token).matches(), "admin-token-file", file, EXPECTED);
        List<String> warnings = new ArrayList<>();
        SecretFile.check("admin-token-file", file, warnings);
        warnings.forEach(log::warn);
        return token;
    }

    /**
     * Reads the token again.
     *
     * @param token takes it; keeps what it has if there is none in the file
     * @return what was done, in a few words
     */
    static String reload(AdminSettings settings, AdminToken token) throws IOException {
        return token.replace(read(settings.tokenFile())) ? "replaced" : "unchanged";
    }

    private static String create(Path file) throws IOException {
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        Path folder = file.toAbsolutePath().getParent();
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        Files.createDirectories(folder, posix ? only("rwx------") : new FileAttribute<?>[0]);
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (WritableByteChannel out =
                Files.newByteChannel(file, options, posix ? only("rw-------") : new FileAttribute<?>[0])) {
            out.write(ByteBuffer.wrap((token + "\n").getBytes(StandardCharsets.US_ASCII)));
        } catch (FileAlreadyExistsException e) {
            return read(file); // another server, started at the same moment, was faster
        }
        return token;
    }

    private static FileAttribute<?>[] only(String permissions) {
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        };
    }
}
