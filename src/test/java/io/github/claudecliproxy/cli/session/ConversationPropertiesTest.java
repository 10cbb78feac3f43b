package io.github.claudecliproxy.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Two conversations have the same id when they tell the same, and only then. */
class ConversationPropertiesTest {
    @Property(edgeCases = EdgeCasesMode.NONE)
    void id_ofTheSameWrittenOtherwise_isEqual(@ForAll("trees") ObjectNode tree, @ForAll Random random) {
        ObjectNode rewritten = ConversationTrees.rewritten(tree, random);

        assertThat(ConversationTrees.id(rewritten)).isEqualTo(ConversationTrees.id(tree));
    }

    @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
    void id_afterOneEdit_isAnother(
            @ForAll("trees") ObjectNode tree, @ForAll ConversationEdit edit, @ForAll Random random) {
        ObjectNode edited = tree.deepCopy();
        edit.apply(edited, random);

        assertThat(ConversationTrees.id(edited).equals(ConversationTrees.id(tree)))
                .as("%s\n%s\n%s", edit, tree, edited)
                .isEqualTo(ConversationTrees.same(edited, tree));
    }

    @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
    void id_ofTwoConversations_isEqualOnlyWhenTheyAre(
            @ForAll("trees") ObjectNode one, @ForAll("trees") ObjectNode other) {
        assertThat(ConversationTrees.id(one).equals(ConversationTrees.id(other)))
                .isEqualTo(ConversationTrees.same(one, other));
    }

    /** A session is parked with what was added to its conversation turn by turn; a request brings it whole. */
    @Property(edgeCases = EdgeCasesMode.NONE)
    void id_carriedOn_isThatOfTheWhole(@ForAll("trees") ObjectNode tree) {
        ObjectNode shorter = tree.deepCopy();
        ObjectNode last = (ObjectNode) ((ArrayNode) shorter.path("history"))
                .remove(shorter.path("history").size() - 1);

        Conversation carriedOn = new Conversation(ConversationTrees.spec(shorter));
        carriedOn.id(); // asked for between turns, it stays the same
        carriedOn.add(last.path("role").asText(), last.path("content"));

        assertThat(carriedOn.id()).isEqualTo(ConversationTrees.id(tree));
    }

    @Provide
    Arbitrary<ObjectNode> trees() {
        return ConversationTrees.all();
    }
}
