import { deleteInBatches } from "@seaworthy/platform/database/database-batches";
import { defineWorker } from "@seaworthy/platform/modules/define-worker";
import { deleteTombstones } from "./members.ts";
import { tables } from "./module.ts";
import { TableObject } from "./object/table-object.ts";
import { tablesRoutes } from "./routes.ts";
import { embedRows } from "./semantic/embed-job.ts";

export default defineWorker(tables, {
  routes: tablesRoutes,
  schedules: {
    tombstones: async ({ services, log }) =>
      log.info("table_rows.expired", {
        deleted: await deleteInBatches(services.database, deleteTombstones),
      }),
  },
  jobs: { "table.embed": embedRows },
  durableObjects: { TableObject },
});
