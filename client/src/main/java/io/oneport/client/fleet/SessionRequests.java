package io.oneport.client.fleet;

import io.oneport.client.account.ExchangeCount;
import io.oneport.client.net.Header;
import io.oneport.client.scenario.MessageBuffer;
import io.oneport.client.scenario.ScenarioStep;
import io.oneport.client.scenario.Template;
import io.oneport.client.scenario.TemplateValues;
import io.oneport.client.wire.EncodedRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Makes the requests of one session from its variables and cookies. Confined to its worker's loop. */
final class SessionRequests {
    private final SocketOpener opener;
    private final TemplateValues values;
    private final MessageBuffer buffer;
    private final ExchangeCount exchange;
    final Cookies cookies = new Cookies();

    SessionRequests(SocketOpener opener, TemplateValues values, MessageBuffer buffer, ExchangeCount exchange) {
        this.opener = opener;
        this.exchange = exchange;
        this.values = values;
        this.buffer = buffer;
    }

    EncodedRequest request(ScenarioStep.HttpCall step, Template url) {
        byte[] body = null;
        if (step.body() != null) {
            fill(step.body());
            exchange.sent(buffer.length());
            body = Arrays.copyOf(buffer.bytes(), buffer.length());
        }
        return opener.request(step.method(), path(url), fields(step.headers()), body);
    }

    /** One of them, drawn by weight. */
    Template chosen(List<ScenarioStep.WeightedUrl> urls) {
        if (urls.size() == 1) {
            return urls.get(0).url();
        }
        int sum = 0;
        for (ScenarioStep.WeightedUrl url : urls) {
            sum += url.weight();
        }
        long drawn = opener.random(sum);
        for (ScenarioStep.WeightedUrl url : urls) {
            drawn -= url.weight();
            if (drawn < 0) {
                return url.url();
            }
        }
        throw new AssertionError("the weights add up");
    }

    /** A path; what no URL may have in it, such as a blank of a variable, is percent-encoded (RFC 3986, section 2.1). */
    String path(Template url) {
        fill(url);
        StringBuilder path = new StringBuilder(buffer.length());
        for (int i = 0; i < buffer.length(); i++) {
            int letter = buffer.bytes()[i] & 0xff;
            if (letter > ' ' && letter < 0x7f) {
                path.append((char) letter);
            } else {
                path.append(String.format(Locale.ROOT, "%%%02X", letter));
            }
        }
        return path.toString();
    }

    /** The fields of a step, those of all requests, and the cookies. */
    List<Header> fields(List<ScenarioStep.HeaderField> asked) {
        List<Header> fields = new ArrayList<>(opener.headers());
        for (ScenarioStep.HeaderField field : asked) {
            fill(field.value());
            // As the bytes are: HTTP has no encoding for them, and no line breaks.
            String value = new String(buffer.bytes(), 0, buffer.length(), StandardCharsets.ISO_8859_1);
            fields.add(new Header(
                    field.name(),
                    value.replaceAll("[\\x00-\\x08\\x0a-\\x1f\\x7f]+", " ").strip()));
        }
        cookies.field().ifPresent(fields::add);
        return fields;
    }

    private void fill(Template template) {
        buffer.clear();
        template.write(values, buffer);
    }
}
