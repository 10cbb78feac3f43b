package io.github.claudecliproxy.openai.responses;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Entries by key, the one first that nobody has asked for longest. Not thread-safe. */
final class Shelf {
    private static final float LOAD = 0.75f;

    private final Map<StoredResponses.Key, Kept> entries = new LinkedHashMap<>(16, LOAD, true);
    private long bytes;

    void put(StoredResponses.Key key, Kept entry) {
        entries.put(key, entry);
        bytes += entry.size();
    }

    @Nullable
    Kept get(StoredResponses.Key key) {
        return entries.get(key);
    }

    /** Drops entries until the others have room. */
    void dropBeyond(long room) {
        Iterator<Kept> eldest = entries.values().iterator();
        while (bytes > room && eldest.hasNext()) {
            bytes -= eldest.next().size();
            eldest.remove();
        }
    }
}
