package io.oneport.server.features.files;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The media types of files, by the ends of their names. Stateless: any thread. */
final class ContentTypes {
    private static final String UNKNOWN = "application/octet-stream";
    private static final Map<String, String> TYPES = new HashMap<>();

    static {
        String utf8 = "; charset=utf-8";
        add("text/html" + utf8, "html", "htm");
        add("application/xhtml+xml" + utf8, "xhtml", "xht");
        add("text/css" + utf8, "css");
        add("text/javascript" + utf8, "js", "mjs", "cjs"); // RFC 9239
        add("text/plain" + utf8, "txt", "text", "log", "ini", "conf", "license");
        add("text/markdown" + utf8, "md", "markdown");
        add("text/csv" + utf8, "csv");
        add("text/tab-separated-values" + utf8, "tsv");
        add("text/calendar" + utf8, "ics");
        add("text/vtt" + utf8, "vtt");
        add("text/vcard" + utf8, "vcf");
        add("text/xml" + utf8, "xml", "xsl", "xsd");
        add("text/yaml" + utf8, "yaml", "yml"); // RFC 9512 has application/yaml, which browsers download
        add("application/json", "json", "map", "har");
        add("application/ld+json", "jsonld");
        add("application/geo+json", "geojson", "topojson");
        add("application/manifest+json", "webmanifest");
        add("application/x-ndjson", "ndjson", "jsonl");
        add("application/toml", "toml");
        add("application/wasm", "wasm");
        add("application/atom+xml" + utf8, "atom");
        add("application/rss+xml" + utf8, "rss");
        add("application/pdf", "pdf");
        add("application/epub+zip", "epub");
        add("application/rtf", "rtf");
        add("application/zip", "zip");
        add("application/gzip", "gz", "tgz");
        add("application/x-bzip2", "bz2");
        add("application/x-xz", "xz");
        add("application/zstd", "zst");
        add("application/x-7z-compressed", "7z");
        add("application/x-tar", "tar");
        add("application/vnd.rar", "rar");
        add("application/java-archive", "jar", "war");
        add("application/vnd.android.package-archive", "apk");
        add("application/vnd.debian.binary-package", "deb");
        add("application/x-rpm", "rpm");
        add("application/msword", "doc");
        add("application/vnd.ms-excel", "xls");
        add("application/vnd.ms-powerpoint", "ppt");
        add("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx");
        add("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx");
        add("application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx");
        add("application/vnd.oasis.opendocument.text", "odt");
        add("application/vnd.oasis.opendocument.spreadsheet", "ods");
        add("application/vnd.oasis.opendocument.presentation", "odp");
        add("application/vnd.apple.mpegurl", "m3u8");
        add("application/dash+xml", "mpd");
        add("application/vnd.ms-fontobject", "eot");
        add("font/woff", "woff");
        add("font/woff2", "woff2");
        add("font/ttf", "ttf");
        add("font/otf", "otf");
        add("font/collection", "ttc");
        add("image/svg+xml" + utf8, "svg");
        add("image/png", "png");
        add("image/apng", "apng");
        add("image/jpeg", "jpg", "jpeg", "jfif");
        add("image/gif", "gif");
        add("image/webp", "webp");
        add("image/avif", "avif");
        add("image/jxl", "jxl");
        add("image/heic", "heic");
        add("image/bmp", "bmp");
        add("image/tiff", "tif", "tiff");
        add("image/x-icon", "ico");
        add("audio/mpeg", "mp3");
        add("audio/mp4", "m4a");
        add("audio/aac", "aac");
        add("audio/ogg", "ogg", "oga", "opus");
        add("audio/flac", "flac");
        add("audio/wav", "wav");
        add("audio/webm", "weba");
        add("audio/midi", "mid", "midi");
        add("video/mp4", "mp4", "m4v");
        add("video/webm", "webm");
        add("video/ogg", "ogv");
        add("video/quicktime", "mov");
        add("video/x-msvideo", "avi");
        add("video/x-matroska", "mkv");
        add("video/mpeg", "mpg", "mpeg");
        add("video/mp2t", "ts"); // of HLS; TypeScript is no type that browsers know
        add("model/gltf+json", "gltf");
        add("model/gltf-binary", "glb");
    }

    private ContentTypes() {}

    private static void add(String type, String... extensions) {
        for (String extension : extensions) {
            TYPES.put(extension, type);
        }
    }

    /** The type of a file. */
    static String of(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? UNKNOWN : TYPES.getOrDefault(name.substring(dot + 1).toLowerCase(Locale.ROOT), UNKNOWN);
    }
}
