export function neededText(source: string): string[] | undefined;
