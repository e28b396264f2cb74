package io.oneport.server.broker.redis;

import java.util.List;

/** What came of a call to Redis. */
sealed interface Reply {
    /** It was done. */
    record Done(List<Object> values) implements Reply {}

    /**
     * It was certainly not done.
     *
     * @param soon whether the same may well succeed in a moment
     * @param code the first word of what Redis said, such as {@code OOM}
     * @param why what is wrong, for people
     */
    record NotDone(boolean soon, String code, String why) implements Reply {}

    /** It may have been done: the answer has not come, or says nothing of that. */
    record Unknown(String why) implements Reply {}
}
