/**
 * A proxy under a seeded storm of requests whose CLI fails, whose clients go, whose queue is full or whose server stops,
 * and what must still hold: one right answer each, and nothing left behind.
 */
package io.github.claudecliproxy.faults;
