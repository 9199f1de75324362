import type { PathPart, PathPlace, RequestPath } from "./picture.ts";
import type { Mark } from "./reply.ts";
import { cleanLine } from "./text.ts";

const bare: Record<Mark, string> = { pass: "ok", warn: "!", fail: "X", undecided: "?", unknown: "?", expected: "~", blocked: "-", skip: ".", info: "i" };

/** How a state is written; the default has letters only. */
export type MarkText = (mark: Mark) => string;

const plain: MarkText = (mark) => bare[mark];

const place = ({ name, mark }: PathPlace, text: MarkText): string => `[${name}] ${text(mark)}`;
const way = ({ mark }: PathPart, text: MarkText): string => (mark === "pass" ? "->" : mark === "blocked" || mark === "skip" ? "..>" : `-${text(mark)}->`);

/** The request path in one line: `[GitLab] ok -> [AI gateway] ok -X-> [mistral] -`. */
export function pathLine(path: RequestPath, text: MarkText = plain): string {
  const models = path.models.length === 0 ? "[model] ." : path.models.map((model) => place(model, text)).join(", ");
  const back = path.back === undefined ? "" : ` · gateway ${way(path.back, text)} [${path.gitlab.name}]`;
  return `${place(path.gitlab, text)} ${way(path.toGateway, text)} ${place(path.gateway, text)} ${way(path.toModel, text)} ${models}${back} · ${place(path.agents, text)}`;
}

/** The same in words, for whoever has a picture read aloud. */
export function sayPath(path: RequestPath): string {
  const models = path.models.map((model) => `${cleanLine(model.name, 80)} ${model.word}`).join(", ");
  return [
    `Request path of ${cleanLine(path.stack, 80)}: ${path.gitlab.name} ${path.gitlab.word}`,
    `the way to the gateway ${path.toGateway.word}`,
    `${path.gateway.name} ${path.gateway.word}`,
    ...(path.back === undefined ? [] : [`the gateway's way back to GitLab ${path.back.word}`]),
    `the way to the model ${path.toModel.word}`,
    models === "" ? "no model known" : models,
    `${path.agents.name} ${path.agents.word}.`,
  ].join("; ");
}
