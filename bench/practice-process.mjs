// A practice stack in a process of its own. Argument: faults, with commas.
import { openPractice } from "../dist/app/practice.js";
import { answer } from "./kit.mjs";

const opened = await openPractice({ faults: (process.argv[2] ?? "").split(",").filter((name) => name !== "") });
answer({ address: () => ({ url: opened.practice.gitlabUrl, token: opened.practice.tokens.admin, ca: opened.practice.caPem }) });
process.on("SIGTERM", async () => {
  await opened.close();
  process.exit(0);
});
