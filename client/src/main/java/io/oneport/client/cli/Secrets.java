package io.oneport.client.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Takes secrets out of a command line, so that the rest of it may be kept and shown. Stateless: any thread. */
public final class Secrets {
    private static final String HIDDEN = "***";

    /** Options whose value is a secret. */
    private static final Pattern OPTION = Pattern.compile("--bearer");

    private static final Pattern OPTION_AND_VALUE = Pattern.compile("(--bearer=).*", Pattern.DOTALL);

    private static final Pattern BEFORE_FIELD = Pattern.compile("-H|--header|--remote-write-header");

    private static final Pattern WITH_FIELD =
            Pattern.compile("(-H|--header=|--remote-write-header=).*", Pattern.DOTALL);

    /** Header fields whose values are, as far as a name tells. */
    private static final Pattern FIELD = Pattern.compile(
            "((?:--header=|-H=?|--remote-write-header=)?[^:]*(?:auth|cookie|token|secret|key|password)[^:]*:).*",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private static final Pattern QUERY =
            Pattern.compile("([?&][^=&#]*(?:token|jwt|secret|key|password)[^=&#]*=)[^&#]*", Pattern.CASE_INSENSITIVE);

    private Secrets() {}

    /** The arguments of a command; each secret among them is replaced by {@code ***}. */
    public static List<String> hidden(List<String> arguments) {
        List<String> shown = new ArrayList<>();
        String before = "";
        for (String argument : arguments) {
            shown.add(OPTION.matcher(before).matches() ? HIDDEN : hidden(before, argument));
            before = argument;
        }
        return shown;
    }

    private static String hidden(String before, String argument) {
        boolean field = BEFORE_FIELD.matcher(before).matches()
                || WITH_FIELD.matcher(argument).matches();
        if (field) {
            return FIELD.matcher(argument).replaceFirst("$1 " + HIDDEN);
        }
        String shown = OPTION_AND_VALUE.matcher(argument).replaceFirst("$1" + HIDDEN);
        return QUERY.matcher(shown).replaceAll("$1" + HIDDEN);
    }
}
