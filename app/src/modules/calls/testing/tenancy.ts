import type { Tenancy } from "../../../../testing/tenancy/tenancy.ts";

export const tenancy: Tenancy = {
  rows: (owner) => ({
    call_agents: {
      insert: `insert into call_agents (vendor, vendor_agent_id, owner_id) values ('vapi', 'a', '${owner}')`,
      owned: `owner_id = '${owner}'`,
    },
    calls: {
      insert: `insert into calls (vendor, vendor_call_id, owner_id, summary) values ('vapi', 'c', '${owner}', 'a secret')`,
      owned: `owner_id = '${owner}'`,
    },
    call_transcripts: {
      insert: `insert into call_transcripts (call_id, owner_id, encoding, content)
        select id, '${owner}', 'identity', 'a secret' from calls limit 1`,
      owned: `owner_id = '${owner}'`,
    },
    tool_calls: {
      insert: `insert into tool_calls (vendor, vendor_tool_call_id, vendor_call_id, owner_id, name, arguments)
        values ('vapi', 't', 'c', '${owner}', 'a tool', '{}')`,
      owned: `owner_id = '${owner}'`,
    },
  }),
};
