package io.oneport.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** One name, one meaning: no two types of the repository's main code share a simple name, nested types included. */
class NamesTest {
    /** Each jar begins with its own {@code Main}. */
    private static final Set<String> ALLOWED = Set.of("Main");

    private static final List<String> MODULES = List.of("protocol", "server", "client");
    private static final Pattern NO_CODE =
            Pattern.compile("/\\*.*?\\*/|//[^\\n]*|\"(?:\\\\.|[^\"\\\\\\n])*\"", Pattern.DOTALL);
    private static final Pattern TYPE = Pattern.compile("\\b(?:class|interface|enum|record)\\s+([A-Z]\\w*)");

    @Test
    void noNameOfTheClientMeansTwoThings() throws IOException {
        Map<String, Set<String>> owners = new TreeMap<>();
        for (String module : MODULES) {
            Path root = Path.of("..", module, "src", "main", "java");
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".java")).toList()) {
                    Matcher types =
                            TYPE.matcher(NO_CODE.matcher(Files.readString(file)).replaceAll(" "));
                    while (types.find()) {
                        owners.computeIfAbsent(types.group(1), name -> new TreeSet<>())
                                .add(module + "/" + root.relativize(file));
                    }
                }
            }
        }
        owners.keySet().removeAll(ALLOWED);
        owners.values()
                .removeIf(files -> files.size() < 2 || files.stream().noneMatch(file -> file.startsWith("client/")));
        assertEquals(Map.of(), owners);
    }
}
