package io.github.claudecliproxy.cli.protocol;

import io.github.claudecliproxy.plan.PlanWindow;
import java.util.List;

/** Is told what the API says of the operator's plan. Called on the thread that has the session; must be quick. */
@FunctionalInterface
public interface PlanListener {
    /**
     * The API has told of windows.
     *
     * @param decisive the one that decides whether the API answers
     * @param others the other ones
     */
    void heard(PlanWindow decisive, List<PlanWindow> others);
}
