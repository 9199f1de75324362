export function generateKnowledge(options: { rules: Readonly<Record<string, { code: string }>>; check?: boolean }): string[];
