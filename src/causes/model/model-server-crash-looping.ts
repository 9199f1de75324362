import { any, likely, proven, suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import type { FactValues } from "../../facts/values.generated.ts";
import { bareCode, comesBack, noAnswer, notGood, reached, unseenModel, workerBlind } from "../../terms/model.ts";
import { serverMayBeDown } from "../../terms/beside.ts";

type List = FactValues["model/list"];
type Chat = FactValues["model/chat"];
type Stream = FactValues["model/stream"];
type Shapes = FactValues["model/shapes"];
type Tools = FactValues["model/tools"];
type Answer = { kind: "answer" | "failure"; reason?: string };

const lost = ["refused", "reset", "closed"];
const isLost = (result: Answer): boolean => result.kind === "failure" && lost.includes(result.reason ?? "");
const refusedNow = (result: List["stored"]["result"]): boolean => result.kind === "failure" && result.reason === "refused";

/** The port refused one question and took another of the same run. */
const comesAndGoes = (list: List, chat: Chat): boolean => {
  const results = [list.stored.result, chat.first.result, ...(chat.again === null ? [] : [chat.again.result])];
  return results.some(refusedNow) && results.some((result) => result.kind === "answer");
};

const spokeAndLost = (chat: Chat): boolean => [chat.first.result, ...(chat.again === null ? [] : [chat.again.result])].some((result) => result.kind === "answer");

/** A plain chat was answered, and a stream was lost before its first byte each time it was asked. */
const lostBetween = (chat: Chat, stream: Stream): boolean => spokeAndLost(chat) && [stream.first, ...(stream.second === null ? [] : [stream.second])].some((read) => isLost(read.result));

/** Other requests are answered, and a chat is lost before its first byte, each time: it may be what brings the server down. */
const lostChats = (list: List, chat: Chat): boolean => list.stored.result.kind === "answer" && isLost(chat.first.result) && chat.again !== null && isLost(chat.again.result);

/** Plain chats are answered, and one with a tool is lost, however it is asked. */
const lostCalls = (chat: Chat, { auto, required }: Tools): boolean => spokeAndLost(chat) && isLost(auto.result) && (required === null || isLost(required.result));

/** Equal questions of one run were answered and lost. */
const lostAmong = (chat: Chat, shapes: Shapes): boolean => spokeAndLost(chat) && Object.values(shapes).some((spoken) => spoken !== null && isLost(spoken.result));

export default {
  code: "DT303",
  name: "model-server-crash-looping",
  title: "The model server at {endpointHost}:{endpointPort} comes and goes: it keeps crashing and restarting",
  plainTitle: "The model server of {model} comes and goes: it keeps crashing and restarting",
  hop: "model",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A1000", "A1001", "A1003", "A1004", "A1008", "M4000"], checks: ["model/reachable", "model/lists-models", "model/streams", "model/takes-chat-shape", "model/tools", "gateway-to-model/answers", "gateway-to-model/chat-answers", "gateway-to-model/completion-answers", "model/answers"] },
  per: "model",
  proof: (see) => [
    proven(see.both("model/list", "model/chat", comesAndGoes)),
    proven(see.both("model/chat", "model/stream", lostBetween)),
    proven(see.both("model/chat", "model/shapes", lostAmong)),
    likely(comesBack(see)),
    likely(reached(see, "open"), see("model/list", (list) => refusedNow(list.stored.result)), notGood(see)),
    likely(see("model/server", (server) => server.health === "dead"), see("model/chat", (chat) => isLost(chat.first.result)), notGood(see)),
    suspect(see.both("model/list", "model/chat", lostChats), notGood(see)),
    suspect(see.both("model/chat", "model/tools", lostCalls)),
    ...serverMayBeDown(see, suspect(any(noAnswer(see), bareCode(see, 503)), workerBlind(see))),
    suspect(unseenModel(see, "slow")),
  ],
  rivals: {
    DT301: "it is never seen open",
    DT302: "it opens once and stays open",
    DT340: "the port stays open, only some requests fail",
  },
  remedy: [
    { do: "Read the first error after each start; the last line only repeats it", where: "model host", command: "docker logs <model container> 2>&1 | grep -n -m5 -E 'OutOfMemory|cache blocks|max seq len|core initialization'", expect: "a line that names memory, sequence length or a driver" },
    { do: "For memory, lower the window or the number of parallel requests, or spread over more GPUs", where: "model host", command: "vllm serve <model> --max-model-len <smaller> --max-num-seqs <smaller> --gpu-memory-utilization 0.95 --tensor-parallel-size <gpus>", expect: "it stays up under load", risk: "a smaller window makes long prompts fail" },
  ],
} satisfies Cause;
