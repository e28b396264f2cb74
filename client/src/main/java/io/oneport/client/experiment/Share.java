package io.oneport.client.experiment;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A part of something.
 *
 * @param share of 1, more than 0
 */
public record Share(double share) {
    private static final Pattern PERCENT = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,3})?)%");

    /** Such as {@code 50%}. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.3f", share * 100).replaceFirst("\\.?0+$", "") + "%";
    }

    /** Reads {@code 50%}. */
    public static final class ToShare implements ITypeConverter<Share> {
        @Override
        public Share convert(String word) {
            Matcher percent = PERCENT.matcher(word);
            double share = percent.matches() ? Double.parseDouble(percent.group(1)) / 100 : 0;
            if (share <= 0 || share > 1) {
                throw new TypeConversionException("per cent, more than 0% and at most 100%, such as 50%");
            }
            return new Share(share);
        }
    }
}
