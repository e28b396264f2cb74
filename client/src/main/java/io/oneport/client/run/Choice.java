package io.oneport.client.run;

import io.oneport.protocol.Setting;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Options that are one of a few words, each the name of a constant. Stateless. */
final class Choice {
    private Choice() {}

    /**
     * Finds the constant of that name.
     *
     * @throws IllegalArgumentException if there is none; the message is the line for the person
     */
    static <E extends Enum<E>> E of(String setting, String word, E[] constants) {
        return Stream.of(constants)
                .filter(constant -> text(constant).equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(Setting.refusal(
                        setting, word, Stream.of(constants).map(Choice::text).collect(Collectors.joining(", ")))));
    }

    /** A constant, as an option has it. */
    static String text(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
