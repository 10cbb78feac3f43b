package io.github.claudecliproxy.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.messages.InvalidRequestException;
import java.util.Set;

/** The content of a message, in both APIs' types of parts, as content blocks. */
public final class Parts {
    private Parts() {}

    /**
     * Content that must say something.
     *
     * @param content a string or a list of parts
     * @param ignored gets what cannot be honoured
     */
    public static ArrayNode of(Field content, Set<String> ignored) throws InvalidRequestException {
        ArrayNode blocks = optional(content, ignored);
        if (blocks.isEmpty()) {
            throw content.wrong("must say something: a string or a list of parts that is not blank");
        }
        return blocks;
    }

    /** Content that may be missing or blank, as beside a tool call. Blank texts are left out: the API takes none. */
    public static ArrayNode optional(Field content, Set<String> ignored) throws InvalidRequestException {
        ArrayNode blocks = Json.mapper().createArrayNode();
        if (content.isText()) {
            return isBlank(content) ? blocks : Conversation.text(content.text());
        }
        for (Field part : content.items()) {
            if (!isBlank(part.object().at("text"))) {
                blocks.add(block(part, ignored));
            }
        }
        return blocks;
    }

    private static boolean isBlank(Field text) {
        return text.isText() && text.value().textValue().isBlank();
    }

    /** The texts of instructions, as one; empty if there is none. */
    public static String text(Field content) throws InvalidRequestException {
        if (content.isText() || content.isAbsent()) {
            return content.optionalText();
        }
        StringBuilder text = new StringBuilder();
        for (Field part : content.items()) {
            String piece = part.at("text").text();
            text.append(text.isEmpty() || piece.isEmpty() ? "" : "\n").append(piece);
        }
        return text.toString();
    }

    private static ObjectNode block(Field part, Set<String> ignored) throws InvalidRequestException {
        String type = part.at("type").text();
        return switch (type) {
            case "text", "input_text", "output_text" ->
                Json.object().put("type", "text").put("text", part.at("text").visibleText());
            case "refusal" ->
                Json.object().put("type", "text").put("text", part.at("refusal").visibleText());
            case "image_url" -> {
                noteDetail(part.at("image_url"), ignored);
                yield Media.image(part.at("image_url").at("url"));
            }
            case "input_image" -> {
                noteDetail(part, ignored);
                refuseStoredFile(part);
                yield Media.image(part.at("image_url"));
            }
            case "file" -> {
                refuseStoredFile(part.at("file"));
                yield Media.file(part.at("file"));
            }
            case "input_file" -> {
                refuseStoredFile(part);
                yield Media.file(part);
            }
            case "input_audio" -> throw part.wrong("Claude does not listen: audio is not supported");
            default -> throw part.at("type").unsupported();
        };
    }

    private static void noteDetail(Field image, Set<String> ignored) throws InvalidRequestException {
        String detail = image.at("detail").optionalText();
        if (!detail.isEmpty() && !detail.equals("auto")) {
            ignored.add("image.detail");
        }
    }

    private static void refuseStoredFile(Field holder) throws InvalidRequestException {
        if (!holder.at("file_id").isAbsent()) {
            throw holder.at("file_id").wrong("no files are kept here; send the data itself");
        }
    }
}
