package io.oneport.server.features.files;

import io.oneport.server.api.FileBody;
import io.oneport.server.api.Problem;
import io.oneport.server.api.Response;
import io.oneport.server.api.Status;
import java.nio.channels.FileChannel;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a request for a file. Immutable: any thread.
 *
 * @param response all of it, or its head if a body follows
 * @param body null if none follows; whoever has the answer must give it to a socket, or release it
 */
record FileAnswer(Response response, @Nullable FileBody body) {
    /** There is no such file: somebody else may have an answer. */
    static final FileAnswer NOTHING = new FileAnswer(Response.text(""), null);

    /** What is to be sent of a version: all of an answer, or its head, and the part of the file that follows. */
    record Selection(Response response, @Nullable ByteRange part) {}

    static FileAnswer of(Response response) {
        return new FileAnswer(response, null);
    }

    /** Decides what a request gets of a version. Looks at no disk. */
    static Selection select(Asked asked, FileVersion version) {
        Preconditions preconditions = asked.preconditions();
        long modified = version.state().modifiedSeconds();
        switch (preconditions.evaluation(version.etag(), modified)) {
            case NOT_MODIFIED -> {
                return new Selection(version.notModified(), null);
            }
            case FAILED -> {
                return new Selection(
                        Problem.of(
                                Status.PRECONDITION_FAILED,
                                "The file is another version than If-Match or If-Unmodified-Since names.",
                                version.etag() == null ? Map.of() : Map.of("etag", version.etag())),
                        null);
            }
            case SEND -> {}
        }
        ByteRange part = version.hasParts()
                ? preconditions.part(version.etag(), modified, version.size(), System.currentTimeMillis() / 1000)
                : null;
        if (part != null && !part.satisfiable()) {
            return new Selection(unsatisfiable(preconditions, part, version), null);
        }
        if (part != null) {
            Response head = version.head(Status.PARTIAL_CONTENT, part.length(), part.contentRange(version.size()));
            return new Selection(head, part);
        }
        if (version.whole() != null) {
            return new Selection(version.whole(), null);
        }
        return new Selection(version.head(Status.OK, version.size(), null), new ByteRange(0, version.size()));
    }

    private static Response unsatisfiable(Preconditions preconditions, ByteRange part, FileVersion version) {
        Map<String, String> fields = new HashMap<>();
        fields.put("content-range", part.contentRange(version.size()));
        return Problem.of(
                Status.RANGE_NOT_SATISFIABLE,
                "Range: " + preconditions.range() + " (expected: a part of " + version.size() + " bytes).",
                fields);
    }

    /**
     * The answer of a selection whose file is in memory, or open; null if it must be opened. Looks at no disk.
     *
     * @param readers run what may wait for a disk
     */
    static @Nullable FileAnswer atHand(Asked asked, FileVersion version, Selection selection, Executor readers) {
        if (selection.part == null || asked.toHead()) {
            return of(selection.response);
        }
        byte[] content = version.content();
        if (content != null) {
            return new FileAnswer(
                    selection.response, new KeptBytes(content, (int) selection.part.from(), selection.part.length()));
        }
        SharedFile open = version.open();
        FileChannel file = open == null ? null : open.take();
        return open == null || file == null
                ? null
                : new FileAnswer(selection.response, OpenFile.shared(file, open, selection.part, readers));
    }
}
