package io.oneport.client.experiment.isolate;

import java.util.List;

/**
 * What the isolation experiment saw of one figure of one probe.
 *
 * @param figure such as {@code http.p99}
 * @param storms pairs of calm and storm, at least one
 * @param controls pairs of calm and calm, at least one
 */
record Observation(String figure, List<WindowPair> storms, List<WindowPair> controls) {
    Observation {
        storms = List.copyOf(storms);
        controls = List.copyOf(controls);
        if (storms.isEmpty() || controls.isEmpty()) {
            throw new IllegalArgumentException(figure + ": " + storms.size() + " storms, " + controls.size()
                    + " controls (expected: at least one of each)");
        }
    }

    /** How many storms left the probe without any answer. */
    long silentStorms() {
        return storms.stream()
                .filter(pair -> pair.afterNanos() == WindowPair.SILENT)
                .count();
    }

    /** How many calm windows left the probe without any answer. */
    long silentCalms() {
        long besideStorms = storms.stream()
                .filter(pair -> pair.beforeNanos() == WindowPair.SILENT)
                .count();
        long first = controls.stream()
                .filter(pair -> pair.beforeNanos() == WindowPair.SILENT)
                .count();
        long second = controls.stream()
                .filter(pair -> pair.afterNanos() == WindowPair.SILENT)
                .count();
        return besideStorms + first + second;
    }
}
