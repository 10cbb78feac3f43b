package io.github.claudecliproxy.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.testing.Samples;
import io.github.claudecliproxy.testing.Seeds;
import org.junit.jupiter.api.Test;

/** Two conversations are taken for the same when they tell the same, and only then. */
class ConversationPropertiesTest {
    @Test
    void identity_ofTheSameWrittenOtherwise_isEqual() {
        Seeds.each(seed -> {
            Samples samples = new Samples(seed);
            ObjectNode tree = ConversationTrees.tree(samples);
            ObjectNode rewritten = ConversationTrees.rewritten(tree, samples.random());

            assertThat(ConversationTrees.identity(rewritten))
                    .as("%s\n%s", tree, rewritten)
                    .isEqualTo(ConversationTrees.identity(tree));
        });
    }

    @Test
    void identity_afterOneEdit_isAnother() {
        Seeds.each(seed -> {
            Samples samples = new Samples(seed);
            ObjectNode tree = ConversationTrees.tree(samples);
            for (ConversationEdit edit : ConversationEdit.values()) {
                ObjectNode edited = tree.deepCopy();
                edit.apply(edited, samples.random());

                assertSameIdentityOnlyWhenSame(edit.name(), edited, tree);
            }
        });
    }

    @Test
    void identity_ofTwoConversations_isEqualOnlyWhenTheyAre() {
        Seeds.each(seed -> {
            Samples samples = new Samples(seed);

            ObjectNode one = ConversationTrees.shortTree(samples);

            for (ObjectNode other : samples.list(8, 8, () -> ConversationTrees.shortTree(samples))) {
                assertSameIdentityOnlyWhenSame("two", one, other);
            }
        });
    }

    private static void assertSameIdentityOnlyWhenSame(String what, ObjectNode one, ObjectNode other) {
        assertThat(ConversationTrees.identity(one).equals(ConversationTrees.identity(other)))
                .as("%s\n%s\n%s", what, one, other)
                .isEqualTo(ConversationTrees.same(one, other));
    }
}
