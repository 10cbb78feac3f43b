package io.github.claudecliproxy.faults;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Draws scenarios: the same ones for the same seed. For one thread. */
final class Mix {
    private static final int PERCENT = 100;
    private static final int LONGEST_PATIENCE_MS = 60;

    private final Random random;
    private final Round.Kind kind;

    Mix(long seed, Round.Kind kind) {
        this.random = new Random(seed);
        this.kind = kind;
    }

    /** Scenarios that together have this number of requests. */
    List<Scenario> scenarios(int requests) {
        List<Scenario> scenarios = new ArrayList<>();
        for (int left = requests;
                left > 0;
                left -= scenarios.get(scenarios.size() - 1).turns().size()) {
            scenarios.add(next(scenarios.size()));
        }
        return scenarios;
    }

    private Scenario next(int number) {
        Fault fault = fault();
        // without short timeouts only the timeout of /chat ends it
        boolean chat = fault != Fault.TOOL && ((fault.endless() && !kind.shortTurns()) || chance(15));
        Form form = chat ? Form.CHAT : chance(50) ? Form.STREAM : Form.PLAIN;
        List<Fault> turns = new ArrayList<>();
        if (form != Form.CHAT && fault != Fault.DEAD && chance(25)) {
            turns.add(answered());
            if (chance(30)) {
                turns.add(answered());
            }
        }
        boolean killed = !turns.isEmpty() && chance(30);
        turns.add(fault);
        return new Scenario(number, form, manner(form, fault), turns, killed, 1 + random.nextInt(LONGEST_PATIENCE_MS));
    }

    /** A turn after which the conversation goes on. */
    private Fault answered() {
        return chance(30) ? Fault.TOOL : Fault.GOOD;
    }

    private Fault fault() {
        int all = Arrays.stream(Fault.values()).mapToInt(this::weight).sum();
        int drawn = random.nextInt(all);
        for (Fault fault : Fault.values()) {
            drawn -= weight(fault);
            if (drawn < 0) {
                return fault;
            }
        }
        throw new IllegalStateException("weights that do not add up");
    }

    private int weight(Fault fault) {
        return fault.endless() ? fault.weight() * kind.moreEndless() : fault.weight();
    }

    private Manner manner(Form form, Fault fault) {
        if (fault == Fault.MANY && form == Form.STREAM) {
            return chance(20) ? Manner.NEVER_READS : chance(50) ? Manner.READS_SLOWLY : Manner.READS;
        }
        if (chance(92)) {
            return Manner.READS;
        }
        return chance(25) ? Manner.GOES_AT_ONCE : chance(50) ? Manner.GOES_SOON : Manner.GOES_WHILE_READING;
    }

    private boolean chance(int percent) {
        return random.nextInt(PERCENT) < percent;
    }
}
