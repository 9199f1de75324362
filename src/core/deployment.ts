import { z } from "zod";

/** How GitLab, the gateway or a model server is installed: Linux package or service, container, Kubernetes. */
export const deploymentKinds = ["package", "docker", "helm"] as const;
export type DeploymentKind = (typeof deploymentKinds)[number];

/** The kinds as people call them. */
export const deploymentNames: Record<DeploymentKind, string> = { package: "Linux package", docker: "Docker", helm: "Kubernetes" };

/** Places that a command of ours is run in by hand. */
export const commandPlaces = ["gateway", "gitlab", "model"] as const;
export type CommandPlace = (typeof commandPlaces)[number];

/** How one place runs, with the names by which its runtime knows it, as far as they are known. */
export const runningSchema = z.object({
  kind: z.enum(deploymentKinds),
  container: z.string().optional(),
  namespace: z.string().optional(),
  /** Label selector of its pods. */
  selector: z.string().optional(),
});
export type Running = z.infer<typeof runningSchema>;

export const deploymentSchema = z.partialRecord(z.enum(commandPlaces), runningSchema);
export type Deployment = z.infer<typeof deploymentSchema>;

/** A command as it is typed where the thing that it asks is installed that way. */
export const commandFormSchema = z.object({ kind: z.enum(deploymentKinds), command: z.string() });
export type CommandForm = z.infer<typeof commandFormSchema>;
