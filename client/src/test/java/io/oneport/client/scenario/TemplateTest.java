package io.oneport.client.scenario;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateTest {
    private final TemplateValues values = new TemplateValues(77);

    private String text(String template) {
        return Template.parse("message", template, List.of("name"), List.of("room"))
                .text(values);
    }

    @Test
    void variablesAreFilledIn() {
        values.message(3, 42);
        values.row(List.of("Zoë"));
        values.set("room", "lobby");
        assertEquals("{\"a\":{\"id\":4000000042}}", text("{\"a\":{\"id\":{{seq}}}}"));
        assertEquals("Zoë in lobby, 3", text("{{csv.name}} in {{ room }}, {{user}}"));
        assertEquals("{{}} {{ 1 }}", text("{{}} {{ 1 }}"));
        assertEquals("{{{", text("{{{"));
    }

    @Test
    void aUuidSaysWhoseMessageItIs() {
        values.message(70_000, 4_000_000_000L);
        String uuid = text("{{uuid}}");
        assertEquals(8, UUID.fromString(uuid).version());
        assertEquals(2, UUID.fromString(uuid).variant());
        assertEquals(Optional.of(new ProbeId(70_000, 4_000_000_000L)), ProbeId.parse(77, uuid));
        assertEquals(Optional.empty(), ProbeId.parse(78, uuid));
        assertEquals(Optional.empty(), ProbeId.parse(77, text("{{session}}")));
        char changed = uuid.charAt(35) == '0' ? '1' : '0';
        assertEquals(Optional.empty(), ProbeId.parse(77, uuid.substring(0, 35) + changed));
    }

    @ParameterizedTest
    @CsvSource({"1000000000,0,0", "4000000000000005,3999999,5", "16000000000000005,0,0"})
    void aNumberSaysWhoseMessageItIs(String number, int sender, long sequence) {
        assertEquals(
                number.length() > 16 ? Optional.empty() : Optional.of(new ProbeId(sender, sequence)),
                ProbeId.parse(77, number));
    }

    @Test
    void smallNumbersAreNotOurs() {
        assertEquals(Optional.empty(), ProbeId.parse(77, "7"));
        assertEquals(Optional.empty(), ProbeId.parse(77, "99999999999999999999999999"));
        assertEquals(Optional.empty(), ProbeId.parse(77, "-1000000001"));
        assertEquals(Optional.empty(), ProbeId.parse(77, ""));
    }

    @Test
    void bytesAreHexadecimalAndText() {
        values.set("room", "é");
        MessageBuffer buffer = new MessageBuffer();
        Template template = Template.parse("send", "hex:30 2C00 'a b {{room}}' ff", List.of(), List.of("room"));
        template.write(values, buffer);
        assertTrue(template.binary());
        assertArrayEquals(
                HexFormat.of().parseHex("302c00" + "61206220c3a9" + "ff"),
                Arrays.copyOf(buffer.bytes(), buffer.length()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{{sequence}}|message: {{sequence}} (expected: {{seq}}, {{uuid}}, {{now}}, {{session}}, {{user}}, {{csv.COLUMN}}, {{room}})",
                "{{csv.nme}}|message: {{csv.nme}} (expected: a column of the CSV file: name)",
                "hex:3|message: 3 (expected: pairs of hexadecimal digits, and text in apostrophes, such as 30 'text')"
            })
    void whatIsWrongIsSaid(String template, String said) {
        assertEquals(
                said,
                assertThrows(IllegalArgumentException.class, () -> text(template))
                        .getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/a/b|{\"x\":[1,{\"b\":2}],\"a\":{\"c\":3,\"b\":\"found\"}}|found",
                "/1/id|[{\"id\":1},{\"id\":25}]|25",
                "/a~1b|{\"a/b\":true}|true",
                "regex:id=(\\d+)|x id=12 id=13|12",
                "regex:^2$|2|2"
            })
    void matchesAreFound(String match, String message, String found) {
        byte[] content = message.getBytes(StandardCharsets.UTF_8);
        assertEquals(found, AnswerMatch.parse("match", match).find(Arrays.copyOf(content, 200), content.length, true));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"/a|{\"b\":1}", "/a|{\"a\":{}}", "/a|no JSON", "/0|[]", "/9|[1]", "/a|", "/a|{\"a\"", "regex:x|y"})
    void whatIsNotThereIsNotFound(String match, String message) {
        byte[] content = (message == null ? "" : message).getBytes(StandardCharsets.UTF_8);
        assertEquals(null, AnswerMatch.parse("match", match).find(content, content.length, true));
    }
}
