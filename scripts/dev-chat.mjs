// Opens the fakes of Slack and Discord with a page to type in, and the bot as it is shipped beside them. usage: npm run dev:chat [port]
import { compileFakes } from "./compile-fakes.mjs";

const { runDevChat } = await import(new URL("test/dev-chat/main.js", compileFakes()).href);
await runDevChat(new URL("..", import.meta.url), Number(process.argv[2] ?? 4444));
process.exit(0);
