package io.oneport.client.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvRowsTest {
    @TempDir
    private Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("rows.csv"), text);
    }

    @Test
    void fieldsMayHaveCommasQuotesAndLines() throws IOException {
        CsvRows rows = CsvRows.read("csv", file("\ufeffname,said\r\nada,\"a, \"\"b\"\"\nc\"\r\n\r\n,\n"));
        assertEquals(List.of("name", "said"), rows.columns());
        assertEquals(List.of(List.of("ada", "a, \"b\"\nc"), List.of("", "")), rows.rows());
        assertEquals(List.of("ada", "a, \"b\"\nc"), rows.row(4));
    }

    @Test
    void namesOfColumnsHaveNoSpacesAround() throws IOException {
        CsvRows rows = CsvRows.read("csv", file("name , said\n a , b\n"));
        assertEquals(List.of("name", "said"), rows.columns());
        assertEquals(List.of(List.of(" a ", " b")), rows.rows());
    }

    @Test
    void otherEncodingsAreRefused() throws IOException {
        for (Charset other : List.of(StandardCharsets.UTF_16, StandardCharsets.ISO_8859_1)) {
            Path file = Files.write(folder.resolve("rows.csv"), "name\n\u00e9\n".getBytes(other));
            assertEquals(
                    "csv: " + file + " (expected: a CSV file that is saved as UTF-8)",
                    assertThrows(IllegalArgumentException.class, () -> CsvRows.read("csv", file))
                            .getMessage());
        }
    }

    @Test
    void whatIsWrongIsSaid() throws IOException {
        Path one = file("a,b\n1\n");
        assertEquals(
                "csv: " + one + ": row 1 with 1 field (expected: 2 fields, as the first line has)",
                assertThrows(IllegalArgumentException.class, () -> CsvRows.read("csv", one))
                        .getMessage());
        Path none = file("a,b\n");
        assertThrows(IllegalArgumentException.class, () -> CsvRows.read("csv", none));
        Path open = file("a\n\"x");
        assertThrows(IllegalArgumentException.class, () -> CsvRows.read("csv", open));
        assertThrows(IllegalArgumentException.class, () -> CsvRows.read("csv", folder.resolve("missing.csv")));
    }
}
