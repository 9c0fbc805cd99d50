import type { TestStack } from "../../../../testing/stack.ts";
import { newPerson, type Person } from "../../../../testing/tokens.ts";
import type { TestWorker } from "../../../../testing/worker.ts";

interface Answer<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

export interface Owner {
  readonly person: Person;
  /** Requests as the owner; an object is sent as JSON, a string as CSV. */
  ask<T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: object | string,
  ): Promise<Answer<T>>;
  /** A started campaign with that many leads and a sender with that quota. */
  campaign(
    leads: number,
    quota?: number,
  ): Promise<{ id: string; accountId: string; listId: string }>;
}

/** A new user who runs campaigns. */
export async function newOwner(
  stack: TestStack,
  worker: TestWorker = stack.worker,
): Promise<Owner> {
  const person = await newPerson();
  const ask: Owner["ask"] = async (method, path, body) => {
    const type = typeof body === "string" ? "text/csv" : "application/json";
    const response = await worker.fetch(path, {
      method,
      headers: { authorization: person.authorization, "content-type": type },
      ...(body === undefined
        ? {}
        : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json");
    return {
      status: response.status,
      headers: response.headers,
      body: (isJson ? JSON.parse(text) : text) as never,
    };
  };
  return {
    person,
    ask,
    campaign: async (leads, quota = 10_000) => {
      const account = await ask<{ id: string }>("POST", "/rest/accounts", {
        address: `crew-${person.id.slice(0, 8)}@ship.dev`,
        name: "Crew",
        dailyQuota: quota,
      });
      const made = await ask<{ id: string; listId: string }>("POST", "/rest/campaigns", {
        name: "Launch",
        subject: "Hello {{name}}",
        body: "Welcome, {{name}}.",
        accountId: account.body.id,
      });
      const { id, listId } = made.body;
      await stack.admin`
        insert into leads (user_id, campaign_id, email, name)
        select ${person.id}, ${id}, 'lead' || n || '-' || ${person.id.slice(0, 8)} || '@example.com',
          'Lead ' || n from generate_series(1, ${leads}) n`;
      await ask("POST", `/rest/campaigns/${id}/start`);
      return { id, listId, accountId: account.body.id };
    },
  };
}

/** The cron that processes what is due. */
const workCron = "* * * * *";

/** Runs it in that Worker until nothing is left. */
export async function work(worker: TestWorker): Promise<string> {
  return worker.runCron(workCron);
}
