import { unknown } from "../../plan/value.ts";
import { add, remove, set } from "../change.ts";
import type { Case } from "./case.ts";

export const errors: readonly Case[] = [
  {
    rule: "errors-key-limited",
    broken: set("errors-key-a", "rateLimitCount", undefined),
    hidden: set("errors-key-a", "rateLimitCount", unknown),
  },
  {
    rule: "errors-spike-protection",
    broken: remove("errors-spikes"),
    hidden: set("errors-spikes", "enabled", unknown),
  },
  {
    rule: "errors-traces-sampled",
    broken: set("app-version", "bindings[SENTRY_SAMPLE_RATE].text", "1"),
    hidden: set("app-version", "bindings[SENTRY_SAMPLE_RATE].text", unknown),
  },
  {
    rule: "errors-dsn-bound",
    broken: set("app-version", "bindings[SENTRY_DSN].name", "DSN"),
    hidden: set("app-version", "bindings", unknown),
  },
  {
    rule: "errors-alert-on-new-issues",
    broken: remove("errors-new-issue-alert"),
    hidden: set("errors-new-issue-alert", "triggerConditions", unknown),
  },
  { rule: "errors-alert-on-error-rate", broken: remove("errors-error-rate") },
  {
    rule: "errors-monitor-sensible",
    broken: set("errors-error-rate", "timeWindowSeconds", 86_400),
    hidden: set("errors-error-rate", "conditionGroup", unknown),
  },
  {
    rule: "errors-uptime-monitored",
    broken: set("errors-uptime", "intervalSeconds", 1800),
    hidden: set("errors-uptime", "intervalSeconds", unknown),
  },
  { rule: "errors-uptime-monitored", broken: remove("errors-uptime") },
  { rule: "errors-uptime-monitored", broken: set("errors-uptime", "enabled", false) },
  { rule: "errors-uptime-monitored", broken: set("errors-uptime-alert", "enabled", false) },
  {
    rule: "errors-alerts-deliver",
    broken: set("errors-new-issue-alert", "actionFilters", []),
    hidden: set("errors-new-issue-alert", "actionFilters", unknown),
  },
  {
    rule: "errors-alerts-repeat",
    broken: set("errors-new-issue-alert", "frequencyMinutes", 1440),
    hidden: set("errors-new-issue-alert", "frequencyMinutes", unknown),
  },
  { rule: "errors-alerts-current", broken: add("issueAlert", "old", { name: "New issue" }) },
  {
    rule: "errors-nothing-by-default",
    broken: set("errors-project", "defaultKey", true),
    hidden: set("errors-project", "defaultRules", unknown),
  },
  {
    rule: "errors-project-of-one-environment",
    broken: set("errors-project", "slug", "seaworthy"),
    hidden: set("errors-project", "slug", unknown),
  },
  {
    rule: "errors-noise-filtered",
    broken: set("errors-filter-localhost", "active", false),
    hidden: set("errors-filter-localhost", "active", unknown),
  },
];
