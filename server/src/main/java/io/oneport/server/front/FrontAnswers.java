package io.oneport.server.front;

import java.util.function.Function;

/**
 * What a peer that speaks HTTP is answered where no stage can do it: whole responses, after which its socket is closed. The
 * arrays are kept, not copied, and must not be changed. Any thread.
 *
 * @param tooMany there are too many sockets
 * @param tooManyOfAddress its address has too many
 * @param shortOfMemory memory is short
 * @param badRequest makes the answer to a PROXY header that is refused, from the reason
 */
public record FrontAnswers(
        byte[] tooMany, byte[] tooManyOfAddress, byte[] shortOfMemory, Function<String, byte[]> badRequest) {}
