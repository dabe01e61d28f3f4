// The built program as the fuzzer's checks take it.

/** Throws when there is no build; `npm run fuzz` makes one first. */
export async function loadProgram() {
  const dist = new URL('../../dist/', import.meta.url);
  const room = (path) => import(new URL(path, dist).href);
  const [{ createPipeline }, { createLines }, { createView, safeText }, { createDump }, messages, intake, { explain }] =
    await Promise.all([
      room('pipeline.js'),
      room('lines/index.js'),
      room('views/index.js'),
      room('commands/dump.js'),
      room('messages/index.js'),
      room('intake/index.js'),
      room('commands/explain.js'),
    ]);
  const { openSources } = intake;
  const patterns = messages.loadShipped();
  return { createPipeline, createLines, createView, safeText, createDump, explain, openSources, patterns };
}
