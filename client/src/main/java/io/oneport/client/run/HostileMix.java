package io.oneport.client.run;

import io.oneport.client.hostile.HostileKind;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.EnumMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Which sockets misbehave beside the load, and how many for a hundred WebSockets of it.
 *
 * @param text as it was given
 */
record HostileMix(String text, Map<HostileKind, BigDecimal> percents) {
    private static final String FORM = "KIND=PERCENT with commas between them; kinds: "
            + Stream.of(HostileKind.values()).map(HostileKind::text).collect(Collectors.joining(", "))
            + "; each once, more than 0% and at most 100%, such as slow-reader=5%,dribble=0.5%";

    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
    private static final Pattern PART = Pattern.compile("([a-z-]+)=(\\d{1,3}(?:\\.\\d{1,3})?)%");

    /** How many of each kind: at least one, and no fraction of one. */
    Map<HostileKind, Integer> sockets(int webSockets) {
        Map<HostileKind, Integer> sockets = new EnumMap<>(HostileKind.class);
        percents.forEach((kind, percent) -> {
            BigDecimal exact = percent.multiply(BigDecimal.valueOf(webSockets)).divide(HUNDRED);
            sockets.put(
                    kind, Math.max(1, exact.setScale(0, RoundingMode.CEILING).intValue()));
        });
        return sockets;
    }

    /** Reads {@code slow-reader=5%,dribble=2%}. */
    static final class ToHostileMix implements ITypeConverter<HostileMix> {
        @Override
        public HostileMix convert(String word) {
            Map<HostileKind, BigDecimal> percents = new EnumMap<>(HostileKind.class);
            for (String part : word.split(",", -1)) {
                Matcher matcher = PART.matcher(part);
                if (!matcher.matches()) {
                    throw new TypeConversionException(FORM);
                }
                HostileKind kind =
                        HostileKind.named(matcher.group(1)).orElseThrow(() -> new TypeConversionException(FORM));
                BigDecimal percent = new BigDecimal(matcher.group(2));
                if (percent.signum() == 0 || percent.compareTo(HUNDRED) > 0 || percents.put(kind, percent) != null) {
                    throw new TypeConversionException(FORM);
                }
            }
            return new HostileMix(word, percents);
        }
    }
}
