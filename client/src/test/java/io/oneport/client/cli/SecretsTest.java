package io.oneport.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "run http://x --bearer a.b.c --ws 5        | run http://x --bearer *** --ws 5",
                "run --bearer=a.b.c                        | run --bearer=***",
                "cat --header Authorization:Basic_x ws://y | cat --header Authorization: *** ws://y",
                "cat -H X-Api-Key:1 --header=Cookie:a:b    | cat -H X-Api-Key: *** --header=Cookie: ***",
                "cat -HProxy-Authorization:x               | cat -HProxy-Authorization: ***",
                "run --remote-write-header Authorization:x | run --remote-write-header Authorization: ***",
                "run --remote-write-header=X-Token:x       | run --remote-write-header=X-Token: ***",
                "cat -H Accept:text/plain --token-file t   | cat -H Accept:text/plain --token-file t",
                "run http://x/ws?a=1&access_token=b&c=2    | run http://x/ws?a=1&access_token=***&c=2",
                "pub http://x keys token:1 --key k         | pub http://x keys token:1 --key k",
            })
    void secretsAreHiddenAndNothingElse(String given, String shown) {
        assertEquals(shown, String.join(" ", Secrets.hidden(List.of(given.split(" ")))));
    }
}
