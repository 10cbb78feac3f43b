package io.github.claudecliproxy.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Two conversations are taken for the same when they tell the same, and only then. */
class ConversationPropertiesTest {
    @Property(edgeCases = EdgeCasesMode.NONE)
    void identity_ofTheSameWrittenOtherwise_isEqual(@ForAll("trees") ObjectNode tree, @ForAll Random random) {
        ObjectNode rewritten = ConversationTrees.rewritten(tree, random);

        assertThat(ConversationTrees.identity(rewritten)).isEqualTo(ConversationTrees.identity(tree));
    }

    @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
    void identity_afterOneEdit_isAnother(
            @ForAll("trees") ObjectNode tree, @ForAll ConversationEdit edit, @ForAll Random random) {
        ObjectNode edited = tree.deepCopy();
        edit.apply(edited, random);

        assertThat(ConversationTrees.identity(edited).equals(ConversationTrees.identity(tree)))
                .as("%s\n%s\n%s", edit, tree, edited)
                .isEqualTo(ConversationTrees.same(edited, tree));
    }

    @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
    void identity_ofTwoConversations_isEqualOnlyWhenTheyAre(
            @ForAll("trees") ObjectNode one, @ForAll("trees") ObjectNode other) {
        assertThat(ConversationTrees.identity(one).equals(ConversationTrees.identity(other)))
                .isEqualTo(ConversationTrees.same(one, other));
    }

    @Provide
    Arbitrary<ObjectNode> trees() {
        return ConversationTrees.all();
    }
}
