package io.oneport.client.net;

import java.io.IOException;

/** Who waits for the answer to one request. Called once, by one method or the other, on the socket's event loop. */
interface PendingAnswer {
    /** The answer is here, whole. */
    void answered(HttpAnswer answer);

    /** It won't come; the socket is closed or about to be. */
    void failed(IOException why);
}
