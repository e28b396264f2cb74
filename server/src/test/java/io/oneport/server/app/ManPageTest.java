package io.oneport.server.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.oneport.testing.ManPage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

class ManPageTest {
    @TempDir
    Path folder;

    @Command(
            name = "sample",
            description = {".starts with a dot", "", "  literally %% -x", "back\\slash"})
    private static final class Sample {
        @Option(names = "--size", paramLabel = "N", defaultValue = "7", description = "How many (${DEFAULT-VALUE}).")
        int size;
    }

    @Test
    void whatTroffWouldTakeForItsOwnIsEscaped() {
        assertEquals(
                """
                .TH SAMPLE 1 2026-11-23 "oneport 1"
                .SH NAME
                sample \\- a sample
                .SH SYNOPSIS
                .B sample
                [\\fIOPTION\\fR...]
                .SH DESCRIPTION
                \\&.starts with a dot
                .PP
                .PP
                .nf
                  literally % \\-x
                .fi
                back\\eslash
                .SH OPTIONS
                .TP
                \\fB\\-\\-size\\fR=\\fIN\\fR
                How many (7).
                .SH "SEE ALSO"
                .BR other (1)
                """,
                ManPage.text(
                        new CommandLine(new Sample()),
                        "a sample",
                        "1",
                        "2026-11-23",
                        Map.of("SEE ALSO", ".BR other (1)")));
    }

    @Test
    void everySettingIsInThePageAndInTheCompletion() throws Exception {
        ManPages.main("1", "2026-11-23", folder.toString());
        String page = ManPage.text(ManPages.program(), "x", "1", "2026-11-23", ManPages.sections());
        String completion = Files.readString(folder.resolve("oneport-server"));
        for (OptionSpec option : ManPages.program().getCommandSpec().options()) {
            assertTrue(page.contains("\\fB" + option.longestName().replace("-", "\\-")), option.longestName());
            assertTrue(completion.contains(option.longestName()), option.longestName());
        }
        assertTrue(Files.size(folder.resolve("oneport-server.1.gz")) > 1000);
        assertFalse(page.contains("${"), "a variable that picocli has not replaced");
    }
}
