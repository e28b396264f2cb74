package io.oneport.server.app;

import io.oneport.protocol.Units;
import io.oneport.server.front.Transport;
import java.time.Duration;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgSpec;

/** How the text of a setting is read, by the setting's type, and what is expected where it can't be. */
final class SettingTypes {
    private static final Pattern WHOLE_NUMBER = Pattern.compile("-?[0-9]+");
    private static final Pattern LONG_DURATION = Pattern.compile("[0-9]+(ms|s|m|h)");

    private SettingTypes() {}

    /** Has a command read each type in this way. */
    static void register(CommandLine command) {
        command.registerConverter(int.class, SettingTypes::wholeNumber);
        command.registerConverter(Duration.class, Units::duration);
        command.registerConverter(Transport.class, SettingTypes::transport);
        ITypeConverter<Boolean> bool =
                SettingTypes::bool; // once: JDK 17 fails to archive a class that names a method twice
        command.registerConverter(Boolean.class, bool);
        command.registerConverter(boolean.class, bool);
    }

    /**
     * What is expected of a setting.
     *
     * @param name the setting's
     * @param given what can't be read
     */
    static String expected(ArgSpec option, String name, String given) {
        Class<?> type = option.type();
        if (type == Duration.class) {
            boolean tooLong = LONG_DURATION.matcher(given).matches();
            return tooLong ? "1ms to " + (name.equals("history-age") ? "168h" : "24h") : Units.DURATION_FORM;
        } else if (type == Transport.class) {
            return "auto, epoll, nio or io_uring";
        } else if (type == boolean.class) {
            return "true or false";
        }
        String number = "a whole number" + (WHOLE_NUMBER.matcher(given).matches() ? " of at most 2147483647" : "");
        return option.converters().length > 0 ? Units.SIZE_FORM + ", at most 1GiB" : number;
    }

    private static Transport transport(String text) {
        for (Transport transport : Transport.values()) {
            if (transport.text().equals(text)) {
                return transport;
            }
        }
        throw new IllegalArgumentException(text);
    }

    /** In ASCII digits: the JDK would take those of any script. */
    private static int wholeNumber(String text) {
        if (!WHOLE_NUMBER.matcher(text).matches()) {
            throw new NumberFormatException(text);
        }
        return Integer.parseInt(text);
    }

    private static boolean bool(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(text);
        };
    }
}
