package io.oneport.client.sequence;

import java.io.IOException;

/** A step failed. The message says what was expected and what came. */
final class StepFailure extends IOException {
    private static final long serialVersionUID = 1;

    StepFailure(String message) {
        super(message);
    }
}
