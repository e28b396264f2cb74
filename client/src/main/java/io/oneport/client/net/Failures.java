package io.oneport.client.net;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.NotSslRecordException;
import io.oneport.protocol.Units;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/** Says in plain words what libraries report. Stateless: any thread. */
public final class Failures {
    /** What the native transport puts before the system's own words. */
    private static final Pattern NATIVE_CALL = Pattern.compile("^\\S+ failed with error\\(-?\\d+\\): ");

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
        } else if (root(cause) instanceof NotSslRecordException) {
            why = "the server does not speak TLS there";
        } else if (cause instanceof SSLException) {
            why = "TLS: " + reason(cause);
        } else {
            why = reason(cause);
        }
        return new UnreachableException(target.hostAndPort() + ": " + why, cause);
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

    private static Throwable root(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
