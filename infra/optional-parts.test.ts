import { changed, readStackFile } from "@seaworthy/stack/config/stack-file";
import { runProgram } from "@seaworthy/stack/testing/program";
import { expect, test } from "vitest";

test("errors.parts declares a Sentry project for each part, limited and with alerts of its own", async () => {
  const program = await runProgram(changed(readStackFile("prod"), "errors.parts", ["web"]));
  expect(Object.keys(program.of("sentry:index/project:Project")).sort()).toEqual([
    "errors-project",
    "errors-web-project",
  ]);
  expect(program.of("sentry:index/project:Project")["errors-web-project"]).toMatchObject({
    slug: "seaworthy-prod-web",
    defaultKey: false,
    defaultRules: false,
  });
  expect(program.of("sentry:index/key:Key")["errors-web-key"]).toMatchObject({
    rateLimitCount: expect.any(Number),
  });
  const alerts = Object.keys(program.of("sentry:index/alert:Alert"));
  expect(alerts).toEqual(
    expect.arrayContaining(["errors-web-new-issue-alert", "errors-web-error-rate-alert"]),
  );
  expect(program.outputs.sentryDsnOfParts).toHaveProperty("web");
});

test("app.jobsQueue declares a queue with dead letters, its consumer and the binding", async () => {
  const queues = "cloudflare:index/queue:Queue";
  const without = await runProgram(readStackFile("prod"));
  expect(without.of(queues)).toEqual({});
  const program = await runProgram(changed(readStackFile("prod"), "app.jobsQueue", true));
  expect(program.of(queues)).toMatchObject({
    "app-jobs": { queueName: "seaworthy-prod-jobs" },
    "app-jobs-dead": { queueName: "seaworthy-prod-jobs-dead" },
  });
  expect(program.of("cloudflare:index/queueConsumer:QueueConsumer")).toMatchObject({
    "app-jobs-consumer": {
      type: "worker",
      scriptName: "seaworthy-prod",
      deadLetterQueue: "seaworthy-prod-jobs-dead",
    },
  });
  const version = program.of("cloudflare:index/workerVersion:WorkerVersion")["app-version"];
  // Pulumi's mocks pass a list that contains a secret as one secret.
  const bindings = version?.bindings as { value: unknown[] };
  expect(bindings.value).toContainEqual({
    name: "JOBS_QUEUE",
    type: "queue",
    queueName: "seaworthy-prod-jobs",
  });
});
