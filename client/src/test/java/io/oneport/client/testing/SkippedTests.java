package io.oneport.client.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** The build's last step: one line that reports which tests were skipped, for want of what. */
public final class SkippedTests {
    private static final Pattern NEED = Pattern.compile(".*?\\bneeds (?<what>.+)");

    private SkippedTests() {}

    /**
     * Prints the line, or nothing if no test was skipped.
     *
     * @param arguments when the build began, such as {@code 2026-11-29T07:00:00Z}: older reports are of other builds; then
     *     the folders of its modules, in which {@code target} has the reports of Surefire and Failsafe
     */
    public static void main(String... arguments) throws IOException {
        FileTime begun = FileTime.from(Instant.parse(arguments[0]));
        List<Path> reports = new ArrayList<>();
        for (String module : List.of(arguments).subList(1, arguments.length)) {
            for (String kind : List.of("surefire-reports", "failsafe-reports")) {
                for (Path report : reports(Path.of(module, "target", kind))) {
                    if (Files.getLastModifiedTime(report).compareTo(begun) >= 0) {
                        reports.add(report);
                    }
                }
            }
        }
        String line = line(reports);
        if (!line.isEmpty()) {
            System.out.println(line);
        }
    }

    /**
     * The line, or the empty text if no test was skipped.
     *
     * @param reports XML files of Surefire's format
     */
    static String line(List<Path> reports) throws IOException {
        Map<String, Integer> tests = new TreeMap<>();
        for (Path report : reports) {
            for (String why : skipped(report)) {
                tests.merge(why, 1, Integer::sum);
            }
        }
        if (tests.isEmpty()) {
            return "";
        }
        return tests.entrySet().stream()
                .map(each -> each.getKey() + ": " + each.getValue() + (each.getValue() == 1 ? " test" : " tests"))
                .collect(Collectors.joining("; ", "Skipped for want of: ", "."));
    }

    private static List<Path> reports(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches("TEST-.*\\.xml"))
                    .toList();
        }
    }

    /** For each skipped test of a report, what it needs, or else the first line of why it was skipped. */
    private static List<String> skipped(Path report) throws IOException {
        NodeList found;
        try {
            found = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(report.toFile())
                    .getElementsByTagName("skipped");
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException(report + ": no report of Surefire", e);
        }
        List<String> whys = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            Element skipped = (Element) found.item(i);
            // The content begins with the exception that the attribute has the message of, where there is an attribute.
            String message =
                    skipped.hasAttribute("message") ? skipped.getAttribute("message") : skipped.getTextContent();
            String first = message.strip().lines().findFirst().orElse("an unknown reason");
            Matcher need = NEED.matcher(first);
            whys.add(need.matches() ? need.group("what") : first);
        }
        return whys;
    }
}
