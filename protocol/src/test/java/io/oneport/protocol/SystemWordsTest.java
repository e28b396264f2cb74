package io.oneport.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SystemWordsTest {
    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(
                        new IOException("bind(..) failed with error(-98): Address already in use"),
                        "Address already in use"),
                Arguments.of(new UnknownHostException("nosuch.invalid"), "the host is unknown"),
                Arguments.of(
                        new UnknownHostException("127.0.0.1:9000: invalid IPv6 address literal"),
                        "invalid IPv6 address literal"),
                Arguments.of(new UnknownHostException("no such interface nosuch"), "no such interface nosuch"),
                Arguments.of(new ConnectException(), "no connection"),
                Arguments.of(new ConnectException().initCause(new UnresolvedAddressException()), "the host is unknown"),
                Arguments.of(new IOException(new ConnectException("Connection refused")), "Connection refused"),
                Arguments.of(new NoSuchFileException("/a/b"), "no such file or directory"),
                Arguments.of(new AccessDeniedException("/a/b"), "permission denied"),
                Arguments.of(new FileSystemException("/a", null, "No space left on device"), "No space left on device"),
                Arguments.of(new IllegalStateException(), "IllegalState"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void areThoseOfTheSystem(Throwable failure, String words) {
        assertEquals(words, SystemWords.of(failure));
    }
}
