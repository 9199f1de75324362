import type { z } from "zod";
import type { Collection, Store } from "../core/store.ts";
import { type ModelHistory, historySchema } from "./history.ts";

/** What was learnt of models. The name of the kind is part of stored keys. */
export const historiesOf = (store: Store): Collection<ModelHistory> => store.collection("canary", historySchema as unknown as z.ZodType<ModelHistory>);
