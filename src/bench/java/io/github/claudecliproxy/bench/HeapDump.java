package io.github.claudecliproxy.bench;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a heap dump in the HPROF binary format of HotSpot, with identifiers of 8 bytes, as far as the graph of objects
 * needs it: who is there, how large, and who refers to whom.
 */
final class HeapDump {
    private static final int OBJECT = 2;
    private static final int[] TYPE_BYTES = {0, 0, 4, 0, 1, 2, 4, 8, 1, 2, 4, 8};
    private static final String PRIMITIVES = "----ZCFDBSIJ";
    private static final int ID_BYTES = 8;
    private static final int HEADER_BYTES = 12;
    private static final int ARRAY_HEADER_BYTES = 16;

    private final MappedByteBuffer in;
    private final Graph graph;
    private final Map<Long, String> strings = new HashMap<>();
    private final Map<Long, String> names = new HashMap<>();
    private final Map<Long, ClassLayout> classes = new HashMap<>();

    /** Takes what is found. References of one object follow its {@link #object}. */
    interface Graph {
        void object(long id, String className, int bytes);

        void reference(long to);

        void root(long id);

        /** A static field's value. */
        void global(String className, long to);
    }

    /** Types of a class's own instance fields, in order, and where its parent is. */
    private record ClassLayout(long parent, List<Integer> fields) {}

    private HeapDump(MappedByteBuffer in, Graph graph) {
        this.in = in;
        this.graph = graph;
    }

    static void read(Path file, Graph graph) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            MappedByteBuffer in = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
            HeapDump dump = new HeapDump(in, graph);
            dump.records(true);
            dump.records(false);
        }
    }

    /** Classes come anywhere between the objects, so they are all read before. */
    private void records(boolean onlyClasses) {
        in.position(0);
        while (in.get() != 0) {
            // the format's name ends with a zero
        }
        if (in.getInt() != ID_BYTES) {
            throw new IllegalStateException("identifiers of another size");
        }
        in.getLong();
        while (in.hasRemaining()) {
            int tag = in.get();
            in.getInt();
            int end = (int) (Integer.toUnsignedLong(in.getInt()) + in.position());
            switch (tag) {
                case 0x01 -> string(end);
                case 0x02 -> loadedClass();
                case 0x0C, 0x1C -> segment(end, onlyClasses);
                default -> {} // frames, traces, the end
            }
            in.position(end);
        }
    }

    private void string(int end) {
        long id = in.getLong();
        byte[] text = new byte[end - in.position()];
        in.get(text);
        strings.put(id, new String(text, StandardCharsets.UTF_8));
    }

    private void loadedClass() {
        in.getInt();
        long id = in.getLong();
        in.getInt();
        names.put(id, strings.getOrDefault(in.getLong(), "?").replace('/', '.'));
    }

    private void segment(int end, boolean onlyClasses) {
        while (in.position() < end) {
            int tag = in.get() & 0xFF;
            switch (tag) {
                case 0x20 -> classDump(onlyClasses);
                case 0x21 -> instance(onlyClasses);
                case 0x22 -> objectArray(onlyClasses);
                case 0x23 -> primitiveArray(onlyClasses);
                default -> root(tag, onlyClasses);
            }
        }
    }

    private void root(int tag, boolean onlyClasses) {
        long id = in.getLong();
        int more = switch (tag) {
            case 0x01, 0x02, 0x03, 0x08 -> 8;
            case 0x04, 0x06 -> 4;
            case 0x05, 0x07, 0xFF -> 0;
            default -> throw new IllegalStateException("a record of type " + tag + " at " + in.position());
        };
        in.position(in.position() + more);
        if (!onlyClasses) {
            graph.root(id);
        }
    }

    private void classDump(boolean onlyClasses) {
        long id = in.getLong();
        in.getInt();
        long parent = in.getLong();
        in.position(in.position() + 5 * ID_BYTES + 4);
        for (int i = in.getShort(); i > 0; i--) {
            in.getShort();
            skip(in.get());
        }
        for (int i = in.getShort(); i > 0; i--) {
            in.getLong();
            int type = in.get();
            if (type == OBJECT && !onlyClasses) {
                graph.global(names.getOrDefault(id, "?"), in.getLong());
            } else {
                skip(type);
            }
        }
        List<Integer> fields = new ArrayList<>();
        for (int i = in.getShort(); i > 0; i--) {
            in.getLong();
            fields.add((int) in.get());
        }
        classes.put(id, new ClassLayout(parent, fields));
    }

    private void skip(int type) {
        in.position(in.position() + dumped(type));
    }

    private static int dumped(int type) {
        return type == OBJECT ? ID_BYTES : TYPE_BYTES[type];
    }

    private void instance(boolean onlyClasses) {
        long id = in.getLong();
        in.getInt();
        long type = in.getLong();
        int end = in.getInt() + in.position();
        if (!onlyClasses) {
            graph.object(id, names.getOrDefault(type, "?"), rounded(HEADER_BYTES + fieldBytes(type)));
            references(type);
        }
        in.position(end);
    }

    private int fieldBytes(long type) {
        int bytes = 0;
        for (ClassLayout layout = classes.get(type); layout != null; layout = classes.get(layout.parent())) {
            bytes += layout.fields().stream()
                    .mapToInt(field -> TYPE_BYTES[field])
                    .sum();
        }
        return bytes;
    }

    private void references(long type) {
        for (ClassLayout layout = classes.get(type); layout != null; layout = classes.get(layout.parent())) {
            for (int field : layout.fields()) {
                if (field == OBJECT) {
                    graph.reference(in.getLong());
                } else {
                    skip(field);
                }
            }
        }
    }

    private void objectArray(boolean onlyClasses) {
        long id = in.getLong();
        in.getInt();
        int count = in.getInt();
        long type = in.getLong();
        if (onlyClasses) {
            in.position(in.position() + count * ID_BYTES);
            return;
        }
        graph.object(id, names.getOrDefault(type, "?"), rounded(ARRAY_HEADER_BYTES + count * TYPE_BYTES[OBJECT]));
        for (int i = 0; i < count; i++) {
            graph.reference(in.getLong());
        }
    }

    private void primitiveArray(boolean onlyClasses) {
        long id = in.getLong();
        in.getInt();
        int count = in.getInt();
        int type = in.get();
        int bytes = count * TYPE_BYTES[type];
        if (!onlyClasses) {
            graph.object(id, "[" + PRIMITIVES.charAt(type), rounded(ARRAY_HEADER_BYTES + bytes));
        }
        in.position(in.position() + bytes);
    }

    private static int rounded(int bytes) {
        return (bytes + 7) / 8 * 8;
    }
}
