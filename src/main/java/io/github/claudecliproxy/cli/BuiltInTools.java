package io.github.claudecliproxy.cli;

import java.util.Set;

/** The CLI's own tools, by the names that {@code --tools} takes. The CLI ignores any other without a word. */
public final class BuiltInTools {
    /** All of the tested version; a contract test fails when a new one has others. */
    public static final Set<String> NAMES = Set.of(
            "Bash",
            "CronCreate",
            "CronDelete",
            "CronList",
            "DesignSync",
            "Edit",
            "EnterWorktree",
            "ExitWorktree",
            "Glob",
            "Grep",
            "ListAgents",
            "Monitor",
            "NotebookEdit",
            "Read",
            "ReportFindings",
            "ScheduleWakeup",
            "SendMessage",
            "Skill",
            "Task",
            "TaskCreate",
            "TaskGet",
            "TaskList",
            "TaskStop",
            "TaskUpdate",
            "ToolSearch",
            "WebFetch",
            "WebSearch",
            "Workflow",
            "Write");

    private BuiltInTools() {}
}
