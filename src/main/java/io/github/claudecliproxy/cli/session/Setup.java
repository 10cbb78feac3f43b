package io.github.claudecliproxy.cli.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.cli.CliException;
import io.github.claudecliproxy.cli.protocol.CliDialogue;
import io.github.claudecliproxy.cli.protocol.CliLines;
import io.github.claudecliproxy.cli.protocol.ClientTools;
import io.github.claudecliproxy.cli.protocol.TurnSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a CLI has been told beside the messages: system prompt, tools, settings, and whether it is sealed, which keeps it
 * from asking the API again. For one thread at a time, as the session is.
 */
final class Setup {
    private final CliDialogue dialogue;
    private final Optional<String> model;
    private boolean initialized;
    private String systemPrompt = "";
    private ClientTools tools = ClientTools.named(List.of());
    private boolean served;
    private @Nullable TurnSettings applied;
    private @Nullable TurnSettings opening;
    private boolean sealed;
    private int requests;

    /**
     * Of a new process.
     *
     * @param model the model that the process was started with; empty for the default
     */
    Setup(CliDialogue dialogue, Optional<String> model) {
        this.dialogue = dialogue;
        this.model = model;
    }

    /** Only the first call has an effect. */
    void initialize(List<String> system) throws CliException {
        if (!initialized) {
            initialized = true;
            systemPrompt = String.join("\n\n", system);
            dialogue.write(CliLines.initialize(system));
        }
    }

    /** Waits until the process has booted, without telling it anything of a conversation. */
    void warmUp(Duration limit) throws CliException, InterruptedException {
        applied = TurnSettings.PLAIN;
        dialogue.control(CliLines.settings(applied.variables()), limit);
    }

    /** A process that has a system prompt can be given another, but never none. */
    boolean canTakeSystemPrompt(SessionSpec wanted) {
        return systemPrompt.isEmpty() || !wanted.systemPrompt().isEmpty();
    }

    /** Whether a conversation can begin in a process that is not reused. */
    boolean canBegin(SessionSpec wanted) {
        return !initialized || systemPrompt.equals(wanted.systemPrompt());
    }

    boolean isSame(SessionSpec wanted) {
        return systemPrompt.equals(wanted.systemPrompt()) && hasTools(wanted.tools());
    }

    boolean hasTools(List<String> wanted) {
        return tools.equals(ClientTools.named(wanted));
    }

    /** The lines that tell what has changed beside the messages. */
    List<ObjectNode> change(SessionSpec wanted) throws CliException {
        List<ObjectNode> lines = new ArrayList<>();
        if (!initialized) {
            initialize(wanted.systemPrompt().isEmpty() ? List.of() : List.of(wanted.systemPrompt()));
        }
        if (!systemPrompt.equals(wanted.systemPrompt())) {
            systemPrompt = wanted.systemPrompt();
            lines.add(CliLines.systemPrompt("system-" + ++requests, model.orElseGet(dialogue::model), systemPrompt));
        }
        tools(lines, wanted.offered());
        settings(lines, wanted.settings());
        if (wanted.messages().size() == 1) {
            opening = applied;
        }
        return lines;
    }

    private void tools(List<ObjectNode> lines, ClientTools offered) {
        if (offered.equals(tools)) {
            return;
        }
        tools = offered;
        if (served) {
            lines.add(CliLines.servers(false)); // it asks only a new server for its tools
        }
        served = !offered.isEmpty();
        if (served) {
            lines.add(CliLines.servers(true));
            dialogue.answerWith(offered);
        }
    }

    private void settings(List<ObjectNode> lines, TurnSettings wanted) {
        if (!wanted.equals(applied)) {
            lines.add(CliLines.settings(wanted.variables()));
            applied = wanted;
        } else if (sealed) {
            lines.add(unsealed());
        }
        sealed = false;
    }

    /** The line that seals the CLI; the caller sends it. */
    ObjectNode sealed() {
        sealed = true;
        return CliLines.seal();
    }

    /** The line that lifts the seal; the caller sends it. */
    ObjectNode unsealed() {
        sealed = false;
        return CliLines.unseal();
    }

    /** Lifts the seal now, so that a next question with the same settings has nothing to change. */
    void unseal() throws CliException {
        if (sealed) {
            dialogue.write(unsealed());
        }
    }

    /** Sets what a new conversation most likely needs: the settings that the last one began with. */
    void expectNew() throws CliException {
        expect(opening == null ? applied : opening);
    }

    /** Sets what the next question of this conversation most likely needs. */
    void expectNext() throws CliException {
        expect(applied == null ? null : applied.goingOn());
    }

    private void expect(@Nullable TurnSettings next) throws CliException {
        List<ObjectNode> lines = new ArrayList<>();
        if (next != null) {
            settings(lines, next);
        }
        if (!lines.isEmpty()) {
            dialogue.write(lines);
        }
    }
}
