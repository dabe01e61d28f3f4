// Entry of `npm run test:e2e`.
import { start } from './compiled.mjs';

await start('e2e');
