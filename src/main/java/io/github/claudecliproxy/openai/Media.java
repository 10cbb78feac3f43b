package io.github.claudecliproxy.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.messages.Fields;
import io.github.claudecliproxy.messages.InvalidRequestException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/** Images and files: by URL, or with their data in the request (RFC 2397). */
final class Media {
    private static final String DATA = "data:";
    private static final String BASE64 = ";base64";
    private static final String PDF = "application/pdf";

    private Media() {}

    static ObjectNode image(Field url) throws InvalidRequestException {
        ObjectNode image = Json.object().put("type", "image");
        image.set("source", source(url, url.text()));
        return image;
    }

    /** A file by {@code file_data} or {@code file_url}. PDF and plain text are what Claude reads. */
    static ObjectNode file(Field file) throws InvalidRequestException {
        Field url = file.at("file_url");
        Field data = file.at("file_data");
        if (data.isAbsent() && url.isAbsent()) {
            throw data.wrong("required");
        }
        ObjectNode document = Json.object().put("type", "document");
        document.set("source", data.isAbsent() ? source(url, url.text()) : fileData(data));
        String name = file.at("filename").optionalText();
        return name.isBlank() ? document : document.put("title", name);
    }

    /** Some clients send the base64 alone, which then is a PDF's. */
    private static ObjectNode fileData(Field data) throws InvalidRequestException {
        String text = data.text();
        ObjectNode source = source(data, text.startsWith(DATA) ? text : DATA + PDF + BASE64 + "," + text);
        String type = source.path("media_type").asText();
        if (type.startsWith("text/")) {
            return Json.object()
                    .put("type", "text")
                    .put("media_type", "text/plain")
                    .put("data", decoded(data, source.path("data").asText()));
        }
        if (!type.equals(PDF)) {
            throw data.wrong("must be a PDF or a text, not " + Fields.shown(type));
        }
        return source;
    }

    private static String decoded(Field field, String base64) throws InvalidRequestException {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notBase64) {
            throw field.wrong("is not valid base64");
        }
    }

    private static ObjectNode source(Field field, String url) throws InvalidRequestException {
        if (url.startsWith("https://") || url.startsWith("http://")) {
            return Json.object().put("type", "url").put("url", url);
        }
        int comma = url.indexOf(',');
        if (!url.startsWith(DATA) || comma < 0 || !url.substring(0, comma).endsWith(BASE64)) {
            throw field.wrong("must be an http or https URL, or data:TYPE;base64,DATA");
        }
        String type = url.substring(DATA.length(), comma - BASE64.length()).replaceFirst(";.*", "");
        return Json.object()
                .put("type", "base64")
                .put("media_type", type.toLowerCase(Locale.ROOT).replace("image/jpg", "image/jpeg")) // a common slip
                .put("data", url.substring(comma + 1));
    }
}
