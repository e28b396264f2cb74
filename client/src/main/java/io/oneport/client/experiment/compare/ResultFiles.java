package io.oneport.client.experiment.compare;

import io.oneport.client.report.ResultJson;
import io.oneport.client.result.RunResult;
import io.oneport.protocol.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Finds and reads the results that one argument names. Stateless. */
final class ResultFiles {
    private static final String RESULT = "result.json";

    private ResultFiles() {}

    /**
     * Reads them.
     *
     * @param named files, folders that contain a result.json, or folders of such folders, separated by commas
     * @return at least one
     * @throws IllegalArgumentException if there is none, or one can't be read; the message is the line for the person
     */
    static List<RunResult> read(String named) {
        List<RunResult> results = new ArrayList<>();
        // A comma may also be part of a name.
        List<String> words = Files.exists(Path.of(named)) ? List.of(named) : List.of(named.split(","));
        for (String word : words) {
            for (Path file : files(Path.of(word))) {
                try {
                    results.add(ResultJson.read(file));
                } catch (IOException unreadable) {
                    throw new IllegalArgumentException(unreadable.getMessage(), unreadable);
                }
            }
        }
        return results;
    }

    private static List<Path> files(Path named) {
        if (!Files.isDirectory(named) || Files.exists(named.resolve(RESULT))) {
            return List.of(Files.isDirectory(named) ? named.resolve(RESULT) : named);
        }
        try (Stream<Path> inside = Files.list(named)) {
            List<Path> found = inside.map(folder -> folder.resolve(RESULT))
                    .filter(Files::exists)
                    .sorted()
                    .toList();
            Setting.require(
                    !found.isEmpty(), "result", named, "a folder with a " + RESULT + ", or a folder of such folders");
            return found;
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(unreadable.getMessage(), unreadable);
        }
    }
}
