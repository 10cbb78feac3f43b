package io.github.claudecliproxy.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The models that the CLI lists, in the form of the Models API.
 *
 * @param models in the CLI's order, each id once
 * @see <a href="https://docs.claude.com/en/api/models-list">List Models</a>
 */
public record ModelList(List<Model> models) {
    private static final int DEFAULT_LIMIT = 20;
    private static final int MAX_LIMIT = 1000;
    private static final Pattern OFFICIAL =
            Pattern.compile("claude-(?:([a-z]+)-\\d{1,2}(?:-\\d{1,2})?|\\d(?:-\\d)?-([a-z]+))(?:-\\d{8})?");

    /** The API's own value for an unknown release date. */
    private static final String UNKNOWN_DATE = "1970-01-01T00:00:00Z";

    public ModelList {
        models = List.copyOf(models);
    }

    /**
     * One model.
     *
     * @param alias the CLI's short name; empty if it has none
     */
    public record Model(String id, String alias, String displayName) {
        /** The form of the Models API. */
        public ObjectNode toJson() {
            return Json.object()
                    .put("type", "model")
                    .put("id", id)
                    .put("display_name", displayName)
                    .put("created_at", UNKNOWN_DATE);
        }
    }

    /** Reads the CLI's answer to {@code list_models}. Its entry "default" repeats another one. */
    public static ModelList of(JsonNode answer) {
        List<Model> models = new ArrayList<>();
        for (JsonNode entry : answer.path("models")) {
            String id = entry.path("resolvedModel").asText(entry.path("value").asText(""));
            String alias = entry.path("value").asText("");
            boolean known = models.stream().anyMatch(model -> model.id().equals(id));
            if (!id.isEmpty() && !alias.equals("default") && !known) {
                models.add(new Model(id, alias, entry.path("displayName").asText(id)));
            }
        }
        return new ModelList(models);
    }

    /**
     * Finds a model by its id or short name. The CLI lists only the newest models but accepts older ones, so any id in the
     * official form is found.
     */
    public Optional<Model> find(String name) {
        return models.stream()
                .filter(model -> model.id().equals(name) || model.alias().equals(name))
                .findFirst()
                .or(() -> OFFICIAL.matcher(name).matches()
                        ? Optional.of(new Model(name, "", displayName(name)))
                        : Optional.empty());
    }

    /** The family of a model, such as {@code haiku}, by its id in the official form; any other name is returned as it is. */
    public static String family(String id) {
        Matcher official = OFFICIAL.matcher(id);
        if (!official.matches()) {
            return id;
        }
        String family = official.group(1);
        return family == null ? official.group(2) : family;
    }

    /** Those of the models whose id passes. */
    public ModelList only(Predicate<String> allowed) {
        return new ModelList(
                models.stream().filter(model -> allowed.test(model.id())).toList());
    }

    /** Makes "Claude Sonnet 4.5" of {@code claude-sonnet-4-5-20250929}. */
    private static String displayName(String id) {
        StringBuilder name = new StringBuilder();
        for (String word : id.replaceFirst("-\\d{8}$", "")
                .replaceAll("(\\d)-(?=\\d)", "$1.")
                .split("-", -1)) {
            name.append(name.isEmpty() ? "" : " ")
                    .append(word.substring(0, 1).toUpperCase(Locale.ROOT))
                    .append(word.substring(1));
        }
        return name.toString();
    }

    /**
     * One page, as the Models API answers it.
     *
     * @param limit 1 to 1000, or empty for 20
     * @param afterId the page begins after this id; empty for the first
     * @param beforeId the page ends before this id; empty for the last
     * @throws InvalidRequestException naming the wrong parameter
     */
    public ObjectNode page(String limit, String afterId, String beforeId) throws InvalidRequestException {
        int size = limit(limit);
        int from = afterId.isEmpty() ? 0 : index("after_id", afterId) + 1;
        int to = beforeId.isEmpty() ? models.size() : index("before_id", beforeId);
        boolean backwards = !beforeId.isEmpty() && afterId.isEmpty();
        int first = backwards ? Math.max(from, to - size) : from;
        int last = backwards ? to : Math.min(to, from + size);
        ObjectNode page = Json.object();
        ArrayNode data = page.putArray("data");
        for (int i = first; i < last; i++) {
            data.add(models.get(i).toJson());
        }
        page.put("has_more", backwards ? first > from : last < to);
        page.put("first_id", data.path(0).path("id").textValue());
        return page.put("last_id", data.path(data.size() - 1).path("id").textValue());
    }

    private static int limit(String limit) throws InvalidRequestException {
        if (limit.isEmpty()) {
            return DEFAULT_LIMIT;
        }
        if (!limit.matches("\\d{1,4}") || Integer.parseInt(limit) < 1 || Integer.parseInt(limit) > MAX_LIMIT) {
            throw new InvalidRequestException("limit: Input should be a whole number from 1 to " + MAX_LIMIT);
        }
        return Integer.parseInt(limit);
    }

    private int index(String field, String id) throws InvalidRequestException {
        for (int i = 0; i < models.size(); i++) {
            if (models.get(i).id().equals(id)) {
                return i;
            }
        }
        throw new InvalidRequestException(field + ": '" + Fields.shown(id) + "' is not in the list of models");
    }
}
