import { describeStoreAt } from "../store/contract.ts";
import { openMemoryPlace, openMemoryStore } from "./memory-store.ts";

describeStoreAt("memory (of the tests)", "pglite", async () => {
  const memory = openMemoryPlace();
  return { open: (retention) => openMemoryStore(memory, retention), drop: async () => undefined };
});
