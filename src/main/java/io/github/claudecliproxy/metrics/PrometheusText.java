package io.github.claudecliproxy.metrics;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;

/**
 * All counts as text.
 *
 * @param contentType the format, with its version
 */
public record PrometheusText(String contentType, String text) {
    /** OpenMetrics if the scraper names it, else the older format, which every scraper reads. */
    static PrometheusText of(PrometheusMeterRegistry registry, String accept) {
        String type = accept.contains("application/openmetrics-text")
                ? OpenMetricsTextFormatWriter.CONTENT_TYPE
                : PrometheusTextFormatWriter.CONTENT_TYPE;
        return new PrometheusText(type, registry.scrape(type));
    }
}
