/** Where the generated grammar lies. */
export const generatedFile: URL;
/** TypeScript text of a grammar in nearley's notation. Throws with nearley's words when the grammar is wrong. */
export function compileGrammar(notation: string): string;
/** What src/messages/grammar.generated.ts should hold. */
export function generatedGrammar(): string;
