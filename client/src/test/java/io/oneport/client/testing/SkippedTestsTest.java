package io.oneport.client.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SkippedTestsTest {
    @TempDir
    private Path folder;

    private Path report(String name, String... cases) throws IOException {
        return Files.writeString(folder.resolve(name), "<testsuite>" + String.join("", cases) + "</testsuite>");
    }

    private static String skipped(String why) {
        return "<testcase name=\"a\"><skipped message=\"" + why + "\"/></testcase>";
    }

    @Test
    void testsAreCountedByWhatTheyNeed() throws IOException {
        Path first = report(
                "1.xml",
                skipped("Assumption failed: needs fish (apt-get install fish)"),
                "<testcase name=\"b\"/>",
                skipped("Assumption failed: needs fish (apt-get install fish)"));
        Path second = report(
                "2.xml",
                skipped("Assumption failed: needs a boat (buy one)"),
                "<testcase><skipped type=\"x\"><![CDATA[x: Assumption failed: needs a boat (buy one)\n\tat y]]></skipped></testcase>",
                skipped("broken"));
        assertEquals(
                "Skipped for want of: a boat (buy one): 2 tests; broken: 1 test; fish (apt-get install fish): 2 tests.",
                SkippedTests.line(List.of(first, second)));
    }

    @Test
    void withoutSkippedTestsThereIsNoLine() throws IOException {
        assertEquals("", SkippedTests.line(List.of(report("1.xml", "<testcase name=\"a\"/>"))));
        assertEquals("", SkippedTests.line(List.of()));
    }
}
