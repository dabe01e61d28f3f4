// Entry of `npm run lab`.
import { start } from './compiled.mjs';

await start('run');
