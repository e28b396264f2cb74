package io.oneport.client.report;

import java.util.ArrayList;
import java.util.List;

/** Rows under headings, for a terminal. Words stand on the left of their column, figures on the right. */
final class Table {
    private record Column(String heading, boolean figures) {}

    private static final String GAP = "  ";

    private final List<Column> columns = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>();

    Table words(String... headings) {
        for (String heading : headings) {
            columns.add(new Column(heading, false));
        }
        return this;
    }

    Table figures(String... headings) {
        for (String heading : headings) {
            columns.add(new Column(heading, true));
        }
        return this;
    }

    /** Adds a row; cells that are left out at its end are empty. */
    void row(String... cells) {
        if (cells.length > columns.size()) {
            throw new IllegalArgumentException("cells: " + cells.length + " (expected: <= " + columns.size() + ")");
        }
        rows.add(List.of(cells));
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /** As lines, each ended by a line feed, none longer than {@code maxWidth}: what is too long is cut. */
    String text(int maxWidth) {
        StringBuilder text = new StringBuilder();
        text.append(line(columns.stream().map(Column::heading).toList(), maxWidth));
        rows.forEach(row -> text.append(line(row, maxWidth)));
        return text.toString();
    }

    private String line(List<String> cells, int maxWidth) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            String cell = Figures.harmless(cells.get(i));
            String padding = " ".repeat(width(i) - cell.length());
            line.append(columns.get(i).figures ? padding + cell : cell + padding)
                    .append(GAP);
        }
        String whole = line.toString().stripTrailing();
        return (whole.length() <= maxWidth ? whole : whole.substring(0, maxWidth - 1) + "…") + "\n";
    }

    private int width(int column) {
        int width = columns.get(column).heading.length();
        for (List<String> row : rows) {
            if (column < row.size()) {
                width = Math.max(width, row.get(column).length());
            }
        }
        return width;
    }
}
