package io.oneport.client.net;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.NotSslRecordException;
import io.oneport.protocol.Units;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/** Says in plain words what libraries report. Stateless: any thread. */
public final class Failures {
    /** What the native transport puts before the system's own words. */
    private static final Pattern NATIVE_CALL = Pattern.compile("^[^:]* failed with error\\(-?\\d+\\): ");

    /** The system's own words. */
    private static final String NO_PORT = "Cannot assign requested address";

    private static final String NO_DESCRIPTOR = "Too many open files";

    private Failures() {}

    /** Why a connection could not be made. */
    public static UnreachableException unreachable(Target target, Limits limits, Throwable cause) {
        String why;
        if (cause instanceof ConnectTimeoutException) {
            why = "no connection within " + Units.text(limits.timeout());
        } else if (cause instanceof UnknownHostException) {
            why = "the host is unknown";
        } else if (cause instanceof ConnectException
                && String.valueOf(cause.getMessage()).contains("refused")) {
            why = "connection refused";
        } else if (cause instanceof NoRouteToHostException) {
            why = "no route to the host";
        } else if (root(cause) instanceof NotSslRecordException) {
            why = "the port does not speak TLS (expected: http:// or ws:// in the URL)";
        } else if (cause instanceof SSLException) {
            why = "TLS: " + reason(cause);
        } else if (reason(cause).contains(NO_PORT)) {
            why = "no local port is free";
        } else {
            why = reason(cause);
        }
        return new UnreachableException(target.hostAndPort() + ": " + why, cause);
    }

    /** Whether this machine had no local port, or no file descriptor, for one more connection (EADDRNOTAVAIL, EMFILE). */
    public static boolean isForLackOfRoom(Throwable cause) {
        String reason = reason(cause);
        return reason.contains(NO_PORT) || reason.contains(NO_DESCRIPTOR);
    }

    /** The innermost message, since the outer ones only wrap it. */
    public static String reason(Throwable cause) {
        Throwable root = root(cause);
        if (root instanceof ClosedChannelException) {
            return "the connection is closed";
        }
        return root.getMessage() == null
                ? root.getClass().getSimpleName()
                : NATIVE_CALL.matcher(root.getMessage()).replaceFirst("");
    }

    /** What a failure says of itself; its {@link #reason} where it says nothing. */
    public static String message(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? reason(failure) : message;
    }

    private static Throwable root(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
