package io.oneport.protocol.json;

import io.oneport.protocol.CommandId;
import io.oneport.protocol.ErrorCode;
import io.oneport.protocol.Event;
import org.jspecify.annotations.Nullable;

/** A message that can't be read: which rule it breaks and, if it is no JSON, where. */
public final class BadMessageException extends Exception {
    private static final long serialVersionUID = 1;

    private final ErrorCode code;
    private final long offset;
    private final transient @Nullable CommandId id;
    private final String detail;

    BadMessageException(ErrorCode code, String detail, long offset, @Nullable CommandId id) {
        super(detail, null, false, false); // no stack trace: anybody on the network can cause one
        this.code = code;
        this.offset = offset;
        this.id = id;
        this.detail = detail;
    }

    /** What to tell the sender; {@code line} is its line in a batch, or 0. */
    public Event.Error event(int line) {
        return new Event.Error(id, code, detail, line, offset);
    }
}
