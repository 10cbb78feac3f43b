package io.github.claudecliproxy.cli.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.plan.PlanWindow;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanLinesTest {
    private static final Instant HOURS = Instant.ofEpochSecond(1_795_000_000L);
    private static final Instant DAYS = Instant.ofEpochSecond(1_795_400_000L);

    @Test
    void read_severalWindows_tellsTheDecisiveOneAndTheOthers() throws Exception {
        CliEvent.PlanTold told = read("{'status':'allowed_warning','rateLimitType':'five_hour','resetsAt':1795000000,"
                + "'unifiedWindows':{'five_hour':{'utilization':0.91,'resetsAt':1795000000},"
                + "'seven_day':{'utilization':0.4,'resetsAt':1795400000,'status':'allowed'},"
                + "'seven_day_overage_included':{'utilization':1.2,'resetsAt':1795400000,'status':'rejected'}}}");

        assertThat(told.decisive()).isEqualTo(new PlanWindow("five_hour", "allowed_warning", 0.91, HOURS, false));
        assertThat(told.others())
                .isEqualTo(List.of(
                        new PlanWindow("seven_day", "allowed", 0.4, DAYS, false),
                        new PlanWindow("seven_day_overage_included", "rejected", 1.2, DAYS, false)));
    }

    @Test
    void read_paidBeyondThePlan_isNoRefusal() throws Exception {
        PlanWindow window = read("{'status':'rejected','rateLimitType':'seven_day','resetsAt':1795400000,"
                        + "'overageStatus':'allowed','isUsingOverage':true}")
                .decisive();

        assertThat(window).isEqualTo(new PlanWindow("seven_day", "rejected", null, DAYS, true));
        assertThat(window.refuses()).isFalse();
        assertThat(read("{'status':'allowed','overageInUse':true}").decisive().overage())
                .isTrue();
    }

    @Test
    void read_oddValues_areLeftOut() throws Exception {
        assertThat(read("{'status':'allowed','utilization':'much','resetsAt':'soon','unifiedWindows':7}"))
                .isEqualTo(new CliEvent.PlanTold(new PlanWindow("", "allowed", null, null, false), List.of()));
        assertThat(PlanLines.read(Json.object())).isEmpty();
    }

    private static CliEvent.PlanTold read(String json) throws Exception {
        return PlanLines.read(Json.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)))
                .orElseThrow();
    }
}
