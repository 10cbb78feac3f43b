package io.github.claudecliproxy.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudecliproxy.json.Json;
import org.junit.jupiter.api.Test;

class HealthReportTest {
    @Test
    void asJson_allWell_hasTheFieldsThatUsersKnow() throws Exception {
        HealthReport report = new HealthReport(true, 3, 1, 5, 20, null);

        assertThat(Json.mapper().writeValueAsString(report))
                .isEqualTo("{\"ok\":true,\"active\":3,\"queued\":1,\"maxConcurrent\":5,\"maxQueue\":20}");
    }

    @Test
    void asJson_somethingWrong_saysWhat() throws Exception {
        HealthReport report = new HealthReport(false, 0, 0, 5, 20, "the CLI is missing");

        assertThat(Json.mapper().writeValueAsString(report)).endsWith(",\"problem\":\"the CLI is missing\"}");
    }
}
