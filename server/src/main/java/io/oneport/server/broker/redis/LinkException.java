package io.oneport.server.broker.redis;

import io.lettuce.core.RedisCommandExecutionException;
import java.net.ConnectException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Redis cannot be used; the message says why, for people. */
final class LinkException extends Exception {
    private static final long serialVersionUID = 1;

    LinkException(String message) {
        super(message);
    }

    LinkException(String message, Throwable cause) {
        super(message, cause);
    }

    /** What the innermost cause says, or what it means. */
    static String rootMessage(Throwable failure) {
        String certificate = certificate(failure);
        if (certificate != null) {
            return certificate;
        }
        Throwable root = failure;
        for (@Nullable Throwable next = failure.getCause(); next != null; next = next.getCause()) {
            root = next;
        }
        String message = root.getMessage();
        if (root instanceof RedisCommandExecutionException && message != null) {
            return RedisErrors.explained(message);
        }
        if (root instanceof ConnectException) {
            return "connection refused"; // else the system's call is named, too
        }
        if (root instanceof TimeoutException && message == null) {
            return "it does not answer";
        } else if (message != null && message.endsWith("Connection reset by peer")) {
            return "it has closed the connection at once (expected: rediss:// if it has TLS, redis:// if not)";
        }
        return message == null || message.isBlank() ? root.getClass().getSimpleName() : message;
    }

    /** What is wrong with a certificate; null if that is not what it is about. */
    private static @Nullable String certificate(Throwable failure) {
        String found = null;
        for (@Nullable Throwable each = failure; each != null; each = each.getCause()) { // the innermost knows best
            if (each instanceof CertificateExpiredException) {
                return "its certificate has expired: " + each.getMessage();
            } else if (each instanceof CertificateNotYetValidException) {
                return "its certificate is not valid yet: " + each.getMessage();
            } else if (each instanceof CertPathBuilderException || each instanceof CertPathValidatorException) {
                found =
                        "its certificate is signed by no authority that is trusted (expected: one of engine-ca, or of the"
                                + " JDK if that is not set)";
            } else if (each instanceof CertificateException && found == null) {
                found = "its certificate is refused: " + each.getMessage();
            }
        }
        return found;
    }
}
