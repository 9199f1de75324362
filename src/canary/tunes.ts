import type { z } from "zod";
import type { Collection, Store } from "../core/store.ts";
import { type Tune, tuneSchema } from "./tune.ts";

/** What was learnt of models. The name of the kind is part of stored keys. */
export const tunesOf = (store: Store): Collection<Tune> => store.collection("canary", tuneSchema as unknown as z.ZodType<Tune>);
