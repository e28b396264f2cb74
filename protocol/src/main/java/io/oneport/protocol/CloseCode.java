package io.oneport.protocol;

/**
 * The status codes of a WebSocket Close frame (RFC 6455, section 7.4, and the registry that it set up).
 *
 * <p>Plain numbers rather than an enum: applications may use 3000 to 4999 as they like.
 */
public final class CloseCode {
    public static final int NORMAL = 1000;
    public static final int GOING_AWAY = 1001;
    public static final int PROTOCOL_ERROR = 1002;
    public static final int UNSUPPORTED_DATA = 1003;
    /** Never on the wire: a Close frame came without a code. */
    public static final int NO_STATUS = 1005;

    public static final int INVALID_PAYLOAD = 1007;
    public static final int POLICY_VIOLATION = 1008;
    public static final int MESSAGE_TOO_BIG = 1009;
    public static final int MANDATORY_EXTENSION = 1010;
    public static final int TRY_AGAIN_LATER = 1013;

    /** The highest code below 3000 that is registered: Bad Gateway. */
    private static final int HIGHEST_REGISTERED = 1014;

    /** The longest reason that fits beside the code in a control frame, in bytes of UTF-8. */
    public static final int MAX_REASON_BYTES = 123;

    /** The token has expired; an application's own code (RFC 6455, section 7.4.2). */
    public static final int TOKEN_EXPIRED = 4003;

    private CloseCode() {}

    /**
     * Whether a Close frame may carry this code.
     *
     * @param code any number
     * @return true for the registered codes that may be sent, and for 3000 to 4999; false for the reserved ones
     *     (1004, 1005, 1006, 1015) and for what nobody has defined
     */
    public static boolean mayBeSent(int code) {
        return code >= NORMAL && code <= UNSUPPORTED_DATA
                || code >= INVALID_PAYLOAD && code <= HIGHEST_REGISTERED
                || code >= 3000 && code <= 4999;
    }
}
