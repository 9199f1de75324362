import { all, any, likely, not, proven, unlessSeen } from "../../core/truth.ts";
import type { Cause, See } from "../../facts/rules.ts";
import { granted } from "../../terms/gitlab.ts";
import { isDuoAddOn, licenceExpired } from "../../terms/licence.ts";

/** The gateway knows GitLab and says that the token carries no right. */
const refused = (see: See) =>
  any(
    see("gitlab/completion", (completion) => completion.status === 403 && !completion.fromGitlab && completion.form === "json" && (completion.said ?? "").startsWith("Unauthorized to access")),
    all(
      see.some("gitlab/connection-check", (check) => check.best.outcome === "gateway-code" && check.best.code === 403),
      // Its refusals are marked as its own; another one of GitLab's requests that ends before the gateway shows who answers 403 here.
      unlessSeen(see("gitlab/completion", (completion) => completion.form === "html" || completion.status === 200 || (completion.status >= 400 && !completion.fromGitlab && !completion.fromGateway))),
      // A proxy that refuses POSTs would refuse this one too.
      see("gateway/post-route", (post) => post.state === "passed"),
    ),
  );

/** Licence, add-on, seat and switch are as they should be. */
const entitled = (see: See) =>
  all(
    not(licenceExpired(see)),
    see("gitlab/licence", (licence) => licence.present),
    see("gitlab/add-ons", (list) => list.addOns.some((addOn) => isDuoAddOn(addOn.name))),
    see("gitlab/seat", (seat) => seat.assigned.length > 0),
    see("gitlab/application-settings", (settings) => settings.duoFeaturesEnabled !== false && settings.silentMode !== true),
  );

export default {
  code: "DT637",
  name: "token-lacks-scope",
  title: "The gateway accepts GitLab's token but answers 403: the token carries no right for {feature}, though licence, add-on and seat look right",
  plainTitle: "The gateway accepts GitLab's token but answers 403: the token carries no right for this feature, though licence, add-on and seat look right",
  hop: "licence",
  severity: "outage",
  breaks: ["chat", "code-completion", "code-generation"],
  explains: { codes: ["M3006", "G3001"], checks: ["gateway/accepts-tokens", "gateway/editor-tokens", "gateway-to-model/completion-answers", "gateway-to-model/answers"] },
  proof: (see) => [
    proven(refused(see), entitled(see)),
    // A token route that was granted needs licence, add-on and seat, so they are as they should be.
    proven(see("gitlab/completion", (completion) => completion.status === 403 && !completion.fromGitlab && completion.form === "json" && (completion.said ?? "").startsWith("Unauthorized to access")), granted(see), unlessSeen(not(entitled(see)))),
    likely(refused(see), unlessSeen(not(entitled(see)))),
  ],
  consequenceOf: ["DT601", "DT602", "DT603", "DT610", "DT611", "DT612", "DT614", "DT620", "DT132"],
  rivals: {
    DT601: "a licence, add-on or seat fault is found: that is the cause and the 403 only its symptom",
    DT638: "the text is `Duo Core no longer authorized to access Duo Classic Chat`",
    DT257: "direct_access is 503 `Token creation failed` too, but Test connection and completions are not 403",
    DT271: "the gateway is newer than GitLab: only routes with renamed rights answer 403",
    DT135: "the 403 body holds `16:Forbidden by auth provider`",
  },
  remedy: [
    { do: "Synchronise the subscription so that the token's rights are renewed", where: "Admin > Subscription > Synchronize subscription", expect: "Test connection is no longer 403" },
    { do: "Use a gateway image of GitLab's own minor version", where: "gateway host", expect: "image tag self-hosted-vX.Y.Z-ee with GitLab's X.Y" },
    { do: "Assign the feature to a self-hosted model, for which GitLab signs the token itself", where: "Admin > GitLab Duo > Configure features", expect: "provider self_hosted" },
  ],
  names: (read) => ({ feature: /access (?:code )?([a-z ]{3,30})$/u.exec(read("gitlab/completion")?.said ?? "")?.[1] ?? "this feature" }),
} satisfies Cause;
