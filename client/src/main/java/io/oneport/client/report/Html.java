package io.oneport.client.report;

/** Text as part of a page. Stateless. */
final class Html {
    private Html() {}

    /** Such that it is seen as it is, between tags and in a quoted attribute. */
    static String escape(String text) {
        return Figures.harmless(text)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /** A paragraph of the given class. */
    static String paragraph(String cssClass, String text) {
        return "<p class=\"" + cssClass + "\">" + escape(text) + "</p>\n";
    }

    /** A part of the page with a heading; nothing if there is nothing in it. */
    static String section(String id, String heading, String content) {
        return content.isEmpty()
                ? ""
                : "<section id=\"" + id + "\">\n<h2>" + escape(heading) + "</h2>\n" + content + "</section>\n";
    }
}
