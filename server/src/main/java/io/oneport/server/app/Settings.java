package io.oneport.server.app;

import io.oneport.protocol.Setting;
import io.oneport.protocol.Spelling;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Finds out what each setting is: a flag, else the environment, else the config file, else the default. Not for use by
 * several threads.
 */
final class Settings {
    /** Between the elements of a list. */
    static final String COMMA = "\\s*,\\s*";

    private static final String PREFIX = "ONEPORT_";

    /** Options that are no settings: they make no sense in a file or the environment. */
    private static final Set<String> ONLY_FLAGS = Set.of("config", "print-config", "version", "help");

    /** Where the file is, and what oneport-client reads. */
    private static final Set<String> NO_SETTINGS = Set.of(PREFIX + "CONFIG", PREFIX + "TOKEN");

    private final ServerOptions options = new ServerOptions();
    private final CommandLine command = new CommandLine(options);
    private final Map<String, String> environment;
    private final String[] args;
    private final List<String> warnings = new ArrayList<>();
    private ConfigFile file = ConfigFile.NONE;

    /** Where a setting's value came from, and its text there. */
    private record Source(String value, String place) {}

    private Settings(String[] args, Map<String, String> environment) {
        this.args = args;
        this.environment = environment;
        command.setDefaultValueProvider(this::given);
        command.setInterpolateVariables(false); // a value may have ${…} in it; the help has variables of its own
        command.setExpandAtFiles(false); // a value may begin with @; --config is how a file is read
        SettingTypes.register(command);
    }

    /**
     * Reads all settings.
     *
     * @param args the command line
     * @param environment the environment
     * @throws UsageException if a value is bad, or a name unknown
     */
    static Settings read(String[] args, Map<String, String> environment) throws UsageException {
        Settings settings = new Settings(args, environment);
        settings.parse();
        return settings;
    }

    /**
     * Reads all settings again from where they came from: the file may have changed since. The files of keys and
     * certificates that they name are not read with them, since each is reloaded by itself.
     *
     * @throws UsageException if a value is bad, or a name unknown
     */
    Settings again() throws UsageException {
        Settings again = read(args, environment);
        again.options.auth.readsFiles = false;
        again.options.tls.readsFiles = false;
        return again;
    }

    private void parse() throws UsageException {
        Path path = configPath(args);
        if (path != null) {
            file = ConfigFile.read(path);
        }
        checkNames();
        try {
            command.parseArgs(args);
        } catch (ParameterException e) {
            throw new UsageException(line(e));
        }
    }

    /** The file must be known before the other flags are read, since it holds their defaults. */
    private @Nullable Path configPath(String[] args) throws UsageException {
        for (int i = 0; i < args.length; i++) {
            if (args[i].equals("--config") && i + 1 < args.length) {
                return path(args[i + 1]);
            } else if (args[i].startsWith("--config=")) {
                return path(args[i].substring("--config=".length()));
            }
        }
        String variable = environment.get(PREFIX + "CONFIG");
        return variable == null || variable.isBlank() ? null : path(ConfigFile.withoutQuotes(variable.strip()));
    }

    private static Path path(String text) throws UsageException {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new UsageException("config: " + text + " (expected: the path of a file; " + e.getReason() + ")");
        }
    }

    private void checkNames() throws UsageException {
        Set<String> names = settingNames();
        for (Map.Entry<String, ConfigFile.ConfigLine> entry : file.entries().entrySet()) {
            if (!names.contains(entry.getKey())) {
                throw new UsageException(Setting.refusal(
                        file.path() + ":" + entry.getValue().line(),
                        entry.getKey(),
                        "a setting that --help lists" + meant(entry.getKey(), names)));
            }
        }
        // The environment is everybody's: a variable that only looks like ours is worth a word, not a refusal.
        for (String variable : new TreeSet<>(environment.keySet())) {
            if (variable.startsWith(PREFIX)
                    && !NO_SETTINGS.contains(variable)
                    && names.stream().noneMatch(name -> variable(name).equals(variable))) {
                warnings.add("Ignored " + variable + " in the environment: there is no such setting; --help lists them"
                        + meant(variable, names.stream().map(Settings::variable).toList()));
            }
        }
    }

    private static String meant(String word, Collection<String> names) {
        return Spelling.nearest(word, names)
                .map(name -> "; did you mean " + name + "?")
                .orElse("");
    }

    /** What a command line may have in place of an unknown word: flags, or for a word without hyphens a command. */
    private String meant(String unknown) {
        String word = unknown.split("=", 2)[0];
        return word.startsWith("-")
                ? meant(word, command.getCommandSpec().optionsMap().keySet())
                : meant(word, List.of(TokenCommand.NAME, HealthCommand.NAME, ArchiveCommand.NAME, "--help"));
    }

    private Set<String> settingNames() {
        return command.getCommandSpec().options().stream()
                .map(Settings::name)
                .filter(name -> !ONLY_FLAGS.contains(name))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String name(ArgSpec option) {
        return ((OptionSpec) option).longestName().substring(2);
    }

    private static String variable(String name) {
        return PREFIX + name.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /** What picocli takes where there is no flag. */
    private @Nullable String given(ArgSpec option) {
        Source source = source(name(option));
        return source == null ? null : source.value;
    }

    private @Nullable Source source(String name) {
        if (ONLY_FLAGS.contains(name)) {
            return null;
        }
        String variable = variable(name);
        String inEnvironment = environment.get(variable);
        if (inEnvironment != null) {
            // A file of variables that was saved with CRLF leaves the CR in the value.
            String value = ConfigFile.withoutQuotes(inEnvironment.strip());
            if (!value.isEmpty() || mayBeEmpty(name)) {
                return new Source(value, "environment " + variable);
            }
        }
        ConfigFile.ConfigLine entry = file.entries().get(name);
        if (entry != null) {
            return new Source(entry.value(), file.path() + ":" + entry.line());
        }
        String value = MachineDefaults.of(name);
        return value == null ? null : new Source(value, "default");
    }

    /**
     * Whether empty text is a value of a setting. A variable of another one that is empty counts as not set: that is what
     * compose files and container platforms make of one that has no value.
     */
    private boolean mayBeEmpty(String name) {
        return "".equals(command.getCommandSpec().findOption("--" + name).defaultValue());
    }

    private @Nullable String line(ParameterException e) {
        if (e instanceof UnmatchedArgumentException unmatched) {
            String unknown = unmatched.getUnmatched().get(0);
            return unknown + ": unknown (expected: a setting that --help lists" + meant(unknown) + ")";
        }
        if (e instanceof OverwrittenOptionException twice) {
            return name(twice.getOverwritten()) + ": given twice (expected: once)";
        }
        if (e.getArgSpec() == null || e.getValue() == null) {
            return e.getMessage();
        }
        String name = name(e.getArgSpec());
        Source source = source(name);
        String place = source != null && source.value.equals(e.getValue()) ? ", in " + source.place : "";
        return Setting.refusal(name, e.getValue(), SettingTypes.expected(e.getArgSpec(), name, e.getValue())) + place;
    }

    /** The flags that are no settings. */
    ServerOptions options() {
        return options;
    }

    /** What deserves attention but is no reason to stop; complete after {@link #config}. */
    List<String> warnings() {
        return warnings;
    }

    /**
     * The settings, checked.
     *
     * @throws UsageException if a value is out of range
     */
    ServerConfig config() throws UsageException {
        try {
            return options.toConfig(warnings);
        } catch (IllegalArgumentException e) {
            String line = String.valueOf(e.getMessage());
            int colon = line.indexOf(':');
            throw new UsageException(line + (colon < 0 ? "" : place(line.substring(0, colon))));
        }
    }

    /** Where a bad value stands, unless the person has just typed it. */
    private String place(String name) {
        OptionSpec option = command.getCommandSpec().findOption("--" + name);
        Source source = option == null || flag(option) != null ? null : source(name);
        return source == null ? "" : ", in " + source.place;
    }

    /** The effective configuration with the origin of each value, as lines that {@code --config} reads. */
    String printed() {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        effective()
                .forEach((name, source) ->
                        out.printf("%-40s # %s%n", name + " = " + ConfigFile.quoted(source.value), source.place));
        return text.toString();
    }

    /** The effective configuration: the text of each value by the setting's name. */
    Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        effective().forEach((name, source) -> values.put(name, source.value));
        return values;
    }

    private Map<String, Source> effective() {
        Map<String, Source> all = new LinkedHashMap<>();
        for (OptionSpec option : command.getCommandSpec().options()) {
            String name = name(option);
            if (!ONLY_FLAGS.contains(name)) {
                Source source = flag(option);
                if (source == null) {
                    source = source(name);
                }
                all.put(name, source != null ? source : new Source(option.defaultValue(), "default"));
            }
        }
        return all;
    }

    private @Nullable Source flag(OptionSpec option) {
        if (!command.getParseResult().hasMatchedOption(option)) {
            return null;
        }
        OptionSpec matched = command.getParseResult().matchedOption(option.longestName());
        return new Source(String.join(",", matched.stringValues()), "flag " + option.longestName());
    }

    /** The text of {@code --help}. */
    String help() {
        command.setInterpolateVariables(true);
        String help = command.getUsageMessage();
        command.setInterpolateVariables(false);
        return help;
    }
}
