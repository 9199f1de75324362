import { all, any, type Term, unlessSeen } from "../../core/truth.ts";
import type { See } from "../../facts/rules.ts";

/** What several checks on this side ask of the facts. */

/** GitLab had an answer of the gateway's address in this run, by any of its calls. */
export const gitlabGotAnswer = (see: See): Term =>
  any(
    see("gitlab/health-check", (value) => (value.gatewayHost === null ? undefined : value.gatewayHost.state === "reachable")),
    see("gitlab/token-route", (value) => ["granted", "refused", "no-token"].includes(value.outcome) || undefined),
    see("gitlab/completion", (value) => value.fromGateway || undefined),
    see.some("gitlab/connection-check", (value) => ["success", "model-code", "gateway-code", "suggestion"].includes(value.best.outcome)),
  );

/** GitLab had an answer of the gateway itself: a token, or a model behind it. */
export const gatewayWorksForGitlab = (see: See): Term =>
  any(
    see("gitlab/token-route", (value) => value.outcome === "granted" || undefined),
    see.some("gitlab/connection-check", (value) => value.best.outcome === "model-code"),
    // GitLab takes any good status for success, that of a login page too.
    all(see.some("gitlab/connection-check", (value) => value.best.outcome === "success"), unlessSeen(strangerAnswers(see))),
    see("gitlab/completion", (value) => (value.fromGateway && value.status === 200) || undefined),
  );

const strangerAnswers = (see: See): Term =>
  any(
    see("gitlab/token-route", (value) => value.outcome === "no-token"),
    all(see("gateway/address", (value) => value.source !== "configuration"), see("gateway/health", (value) => !value.good && (value.unverified ?? value.result).kind === "answer")),
  );

const onTheWay = ["open-timeout", "refused", "name-not-found", "certificate", "tls", "blocked", "reset"];

/** GitLab itself says that it does not get through to the gateway's address. */
export const gitlabGotNone = (see: See): Term =>
  any(
    see("gitlab/token-route", (value) => value.outcome === "no-answer" || undefined),
    see("gitlab/health-check", (value) => (value.gatewayHost === null ? undefined : value.gatewayHost.state !== "reachable")),
    see.some("gitlab/connection-check", (value) => (value.best.outcome === "wait" || value.best.outcome === "raw") && value.best.exception !== null && onTheWay.includes(value.best.exception)),
  );

/** GitLab's tokens arrive and are refused. */
export const tokensRefused = (see: See): Term =>
  any(
    see.some("gitlab/connection-check", (value) => value.best.outcome === "gateway-code" && value.best.code === 401),
    see("gitlab/completion", (value) => value.status === 401 && !value.fromGitlab && value.form === "json"),
  );

/** At least one token of GitLab is accepted. */
export const tokensAccepted = (see: See): Term =>
  any(
    see("gitlab/token-route", (value) => value.outcome === "granted" || undefined),
    see.some("gitlab/connection-check", (value) => value.best.outcome === "success" || value.best.outcome === "model-code"),
    see("gitlab/completion", (value) => (value.status === 200 && value.fromGateway) || undefined),
  );
