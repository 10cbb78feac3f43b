package io.github.claudecliproxy.cli.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** One small change to a conversation that is written as in {@link ConversationTrees}. It may happen to change nothing. */
enum ConversationEdit {
    TEXT_APPENDED,
    TEXT_CUT,
    CHARACTER_REPLACED,
    CHARACTER_BECOMES_A_LONE_SURROGATE,
    TEXT_MOVED_TO_THE_NEXT,
    TEXT_SPLIT,
    ELEMENT_REMOVED,
    ELEMENT_TWICE,
    ELEMENTS_SWAPPED,
    ELEMENT_MOVED_TO_THE_NEXT_LIST,
    MEMBER_ADDED,
    MEMBER_REMOVED,
    MEMBER_RENAMED,
    VALUE_BECOMES_ITS_TEXT,
    NUMBER_CHANGED,
    FLAG_FLIPPED;

    /** Changes one place of the tree, chosen by {@code random} among those where the edit is possible. */
    void apply(ObjectNode tree, Random random) {
        List<Runnable> ways = new ArrayList<>();
        walk(tree, false, random, ways);
        if (!ways.isEmpty()) {
            ways.get(random.nextInt(ways.size())).run();
        }
    }

    /**
     * Collects the places.
     *
     * @param open whether anything may stand here: inside a block
     */
    private void walk(JsonNode node, boolean open, Random random, List<Runnable> ways) {
        if (node instanceof ObjectNode object) {
            members(object, open, ways);
            for (var member : List.copyOf(object.properties())) {
                boolean inside = open || member.getKey().equals("content");
                scalar(member.getValue(), open, random, value -> object.set(member.getKey(), value), ways);
                walk(member.getValue(), inside, random, ways);
            }
        } else if (node instanceof ArrayNode array) {
            elements(array, ways);
            for (int i = 0; i < array.size(); i++) {
                int at = i;
                scalar(array.get(i), open, random, value -> array.set(at, value), ways);
                walk(array.get(i), open, random, ways);
            }
        }
    }

    @FunctionalInterface
    private interface Place {
        void put(JsonNode value);
    }

    private void scalar(JsonNode value, boolean open, Random random, Place place, List<Runnable> ways) {
        String text = value.asText("");
        int at = text.isEmpty() ? 0 : random.nextInt(text.length());
        String changed = switch (this) {
            case TEXT_APPENDED -> text + (char) random.nextInt(0x10000);
            case TEXT_CUT -> text.substring(0, at);
            case CHARACTER_REPLACED -> replaced(text, at, (char) random.nextInt(0x10000));
            case CHARACTER_BECOMES_A_LONE_SURROGATE -> replaced(text, at, (char) (0xD800 + random.nextInt(0x800)));
            default -> text;
        };
        if (value.isTextual()) {
            ways.add(() -> place.put(Json.mapper().getNodeFactory().textNode(changed)));
        } else if (open && value.isValueNode() && this == VALUE_BECOMES_ITS_TEXT) {
            ways.add(() -> place.put(Json.mapper().getNodeFactory().textNode(value.asText())));
        } else if (value.isNumber() && this == NUMBER_CHANGED) {
            ways.add(() -> place.put(Json.mapper()
                    .getNodeFactory()
                    .numberNode(value.decimalValue().movePointRight(1))));
        } else if (value.isBoolean() && this == FLAG_FLIPPED) {
            ways.add(() -> place.put(Json.mapper().getNodeFactory().booleanNode(!value.booleanValue())));
        }
    }

    private static String replaced(String text, int at, char with) {
        return text.isEmpty() ? text : text.substring(0, at) + with + text.substring(at + 1);
    }

    private void members(ObjectNode object, boolean open, List<Runnable> ways) {
        if (!open) {
            return; // the fields of the tree itself stay what they are
        }
        if (this == MEMBER_ADDED) {
            ways.add(() -> object.put("added", "x"));
            ways.add(() -> object.put("cache_control", "x"));
            ways.add(() -> object.put("is_error", false));
            ways.add(() -> object.putNull("nothing"));
        }
        for (var member : List.copyOf(object.properties())) {
            if (this == MEMBER_REMOVED || this == MEMBER_RENAMED) {
                ways.add(() -> {
                    object.remove(member.getKey());
                    if (this == MEMBER_RENAMED) {
                        object.set(member.getKey() + "2", member.getValue());
                    }
                });
            }
        }
    }

    private void elements(ArrayNode array, List<Runnable> ways) {
        for (int i = 0; i < array.size(); i++) {
            int at = i;
            JsonNode element = array.get(i);
            JsonNode next = array.path(i + 1);
            switch (this) {
                case ELEMENT_REMOVED -> ways.add(() -> array.remove(at));
                case ELEMENT_TWICE -> ways.add(() -> array.insert(at, element.deepCopy()));
                case ELEMENTS_SWAPPED -> ways.add(() -> array.add(array.remove(at)));
                case TEXT_SPLIT -> ways.add(() -> split(array, at));
                case TEXT_MOVED_TO_THE_NEXT -> ways.add(() -> moveText(array, at));
                case ELEMENT_MOVED_TO_THE_NEXT_LIST -> {
                    if (element.path("content") instanceof ArrayNode from
                            && next.path("content") instanceof ArrayNode to
                            && !from.isEmpty()) {
                        ways.add(() -> to.insert(0, from.remove(from.size() - 1)));
                    }
                }
                default -> {
                    // no edit of a list
                }
            }
        }
    }

    private static void split(ArrayNode array, int at) {
        String text = text(array.get(at));
        if (text.length() > 1) {
            array.insert(at + 1, withText(array.get(at), text.substring(1)));
            array.set(at, withText(array.get(at), text.substring(0, 1)));
        }
    }

    private static void moveText(ArrayNode array, int at) {
        String text = text(array.get(at));
        if (!text.isEmpty() && array.path(at + 1).getNodeType() == array.get(at).getNodeType()) {
            String next = text(array.get(at + 1));
            array.set(at + 1, withText(array.get(at + 1), text.charAt(text.length() - 1) + next));
            array.set(at, withText(array.get(at), text.substring(0, text.length() - 1)));
        }
    }

    /** Of a string, or of a block. */
    private static String text(JsonNode element) {
        return element.isTextual() ? element.textValue() : element.path("text").asText("");
    }

    private static JsonNode withText(JsonNode element, String text) {
        return element.isTextual()
                ? Json.mapper().getNodeFactory().textNode(text)
                : ((ObjectNode) element.deepCopy()).put("text", text);
    }
}
