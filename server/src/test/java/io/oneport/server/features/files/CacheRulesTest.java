package io.oneport.server.features.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CacheRulesTest {
    /** A path is the same one however it is written; so is a prefix. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /gr\u00fcn/       | /gr%C3%BCn/a     | max-age=3600
            /gr\u00fcn/       | /gr%c3%bcn/a     | max-age=3600
            /gr%C3%BCn/   | /gr%c3%bcn/a     | max-age=3600
            /a b/         | /a%20b/c         | max-age=3600
            /a%2Cb/       | /a,b/c           | max-age=3600
            /a:b/         | /a%3Ab/c         | max-age=3600
            /a/           | /a%2Fb           | max-age=3600
            /a/           | /b/              | no-cache
            /100%/        | /100%25/a        | max-age=3600
            """)
    void escapesAreNoDifference(String prefix, String path, String field) {
        assertEquals(field, CacheRules.parse(prefix + "=1h").field(path).replace("public, ", ""));
    }

    @Test
    void twoFormsOfOnePrefixAreOne() {
        assertThrows(IllegalArgumentException.class, () -> CacheRules.parse("/a b/=1h,/a%20b/=2h"));
    }
}
