package io.oneport.protocol;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.jspecify.annotations.Nullable;

/** Says in plain words what the system has refused. Stateless: any thread. */
public final class SystemWords {
    private static final String UNKNOWN_HOST = "the host is unknown";

    private SystemWords() {}

    /** The reason of a failure, without names of classes, system calls and their numbers. */
    public static String of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String words = words(cause);
            if (words != null) {
                return words;
            }
        }
        return failure instanceof ConnectException
                ? "no connection"
                : failure.getClass().getSimpleName().replaceFirst("Exception$", "");
    }

    private static @Nullable String words(Throwable cause) {
        String message = cause.getMessage();
        if (cause instanceof UnknownHostException) {
            if (message == null || message.strip().indexOf(' ') < 0) { // the name alone
                return UNKNOWN_HOST;
            }
            return message.substring(message.indexOf(": ") < 0 ? 0 : message.indexOf(": ") + 2);
        } else if (cause instanceof FileSystemException file) {
            return fileWords(file);
        } else if (cause instanceof UnresolvedAddressException) {
            return UNKNOWN_HOST;
        } else if (message == null
                || cause.getCause() != null && message.equals(cause.getCause().toString())) {
            return null;
        }
        // The native transports put the system call and its number before the system's own words.
        return message.replaceFirst("^[^:]* failed with error\\(-?\\d+\\): ", "");
    }

    private static String fileWords(FileSystemException file) {
        if (file instanceof NoSuchFileException) {
            return "no such file or directory";
        } else if (file instanceof AccessDeniedException) {
            return "permission denied";
        } else if (file instanceof NotDirectoryException) {
            return "not a directory";
        }
        String reason = file.getReason();
        return reason == null ? "the system gives no reason" : reason;
    }
}
