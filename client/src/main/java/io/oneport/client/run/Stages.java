package io.oneport.client.run;

import io.oneport.client.cli.Converters;
import io.oneport.client.cli.Rates;
import io.oneport.client.plan.RateCurve;
import io.oneport.protocol.Units;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A load that changes: how long, and how much in a second, for one stage after the other.
 *
 * @param text as it was given
 */
record Stages(String text, RateCurve curve) {
    private static final String FORM =
            "stages of DURATION:RATE with commas between them, and .. in a RATE that changes evenly,"
                    + " such as 10s:1k,30s:1k..5k,60s:5k";

    /** Reads {@code 10s:1k,60s:5k}. */
    static final class ToStages implements ITypeConverter<Stages> {
        @Override
        public Stages convert(String word) {
            List<RateCurve.Piece> pieces = new ArrayList<>();
            for (String stage : word.split(",", -1)) {
                String[] parts = stage.split(":", -1);
                if (parts.length != 2) {
                    throw new TypeConversionException(FORM);
                }
                try {
                    double seconds = Units.duration(parts[0]).toMillis() / 1e3;
                    String[] rates = parts[1].split("\\.\\.", -1);
                    double from = Rates.perSecondOrBare(rates[0]);
                    double to = Rates.perSecondOrBare(rates[rates.length - 1]);
                    if (rates.length > 2 || seconds == 0) {
                        throw new TypeConversionException(FORM);
                    }
                    pieces.add(new RateCurve.Piece(seconds, from, to));
                } catch (IllegalArgumentException wrong) {
                    throw new TypeConversionException(FORM);
                }
            }
            RateCurve curve = RateCurve.of(pieces);
            if (curve.seconds() > Converters.LONGEST.toSeconds()) {
                throw new TypeConversionException("at most " + Units.text(Converters.LONGEST) + " in all");
            }
            if (curve.peak() == 0) {
                throw new TypeConversionException(FORM);
            }
            return new Stages(word, curve);
        }
    }
}
